import { useTranslations } from 'use-intl'
import { useLocaleSwitch } from '../shared/i18n/i18n-provider.tsx'
import { otherLocale } from '../shared/i18n/locale.ts'
import { nextTheme, setTheme, type Theme, useTheme } from '../shared/theme/theme.ts'
import styles from './root-layout.module.css'

/** Named in the language it leads to, for whoever cannot read this one. */
export const LocaleSwitch = () => {
  const t = useTranslations('app')
  const { locale, setLocale } = useLocaleSwitch()
  const other = otherLocale(locale)
  const code = other.slice(0, 2).toUpperCase()
  return (
    <button
      type="button"
      lang={other}
      className={styles['iconButton']}
      // Who speaks to the browser says what can be read on the button.
      aria-label={`${code}: ${t('switchLanguage')}`}
      title={t('switchLanguage')}
      onClick={() => setLocale(other)}
    >
      {code}
    </button>
  )
}

const icons: Record<Theme, string> = {
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  dark: 'M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5',
}

export const ThemeSwitch = () => {
  const t = useTranslations('app.theme')
  const theme = useTheme()
  return (
    <button
      type="button"
      className={styles['iconButton']}
      aria-label={t(theme)}
      title={t(theme)}
      onClick={() => setTheme(nextTheme(theme))}
    >
      <svg
        viewBox="0 0 24 24"
        className={styles['icon']}
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={icons[theme]} />
      </svg>
    </button>
  )
}
