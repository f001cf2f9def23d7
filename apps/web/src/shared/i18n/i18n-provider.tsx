import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { IntlProvider } from 'use-intl'
import { catalogueOf } from './catalogue.ts'
import { type Locale, readLocale, saveLocale } from './locale.ts'

interface LocaleSwitch {
  locale: Locale
  setLocale: (locale: Locale) => void
}

const LocaleContext = createContext<LocaleSwitch | null>(null)

export const I18nProvider = ({ children }: { children: ReactNode }) => {
  const [locale, setLocale] = useState(readLocale)
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const value = useMemo(
    () => ({
      locale,
      setLocale: (next: Locale) => {
        saveLocale(next)
        setLocale(next)
      },
    }),
    [locale],
  )
  return (
    <LocaleContext value={value}>
      <IntlProvider locale={locale} messages={catalogueOf(locale)} timeZone={browserTimeZone()}>
        {children}
      </IntlProvider>
    </LocaleContext>
  )
}

export const useLocaleSwitch = (): LocaleSwitch => {
  const value = use(LocaleContext)
  if (!value) throw new Error('useLocaleSwitch needs I18nProvider above it')
  return value
}

const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
