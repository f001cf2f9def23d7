import { Link, Outlet } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { DeletionNotices } from '../features/machines/deletion-notices.tsx'
import { HelpButton } from '../features/help/help-button.tsx'
import { ConnectionState } from './connection-state.tsx'
import { LocaleSwitch, ThemeSwitch } from './preferences.tsx'
import styles from './root-layout.module.css'

export const RootLayout = () => {
  const t = useTranslations('app')
  return (
    <div className={styles['shell']}>
      <a href="#main" className={styles['skip']}>
        {t('skip')}
      </a>
      <header className={styles['header']}>
        <div className={styles['bar']}>
          <Link to="/" className={styles['brand']} aria-label={t('home')}>
            <Mark />
            {t('name')}
          </Link>
          <span className={styles['tagline']}>{t('tagline')}</span>
          <span className={styles['space']} />
          <ConnectionState />
          <HelpButton label={t('help')} />
          <LocaleSwitch />
          <ThemeSwitch />
        </div>
      </header>
      {/* Before the content, where Shift+Tab finds it from the start of the page. */}
      <DeletionNotices />
      <main id="main" tabIndex={-1} className={styles['main']}>
        <Outlet />
      </main>
    </div>
  )
}

/** A lever on its fulcrum. */
const Mark = () => (
  <svg viewBox="0 0 32 32" className={styles['mark']} aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <g stroke="var(--on-accent)" fill="var(--on-accent)">
      <path d="M6.5 20.5 25 10" strokeWidth="3" strokeLinecap="round" />
      <path d="m14.6 16.8 4.9 8.7H9.7z" stroke="none" />
      <circle cx="25" cy="10" r="3" stroke="none" />
    </g>
  </svg>
)
