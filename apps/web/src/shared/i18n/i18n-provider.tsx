import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { IntlProvider } from 'use-intl'
import { loadCatalogue, type Messages } from './catalogue.ts'
import { type Locale, saveLocale } from './locale.ts'

interface LocaleSwitch {
  locale: Locale
  setLocale: (locale: Locale) => void
}

const LocaleContext = createContext<LocaleSwitch | null>(null)

export interface Language {
  locale: Locale
  messages: Messages
}

interface I18nProviderProps {
  /** The one to begin with, loaded already: nothing is drawn without words. */
  initial: Language
  children: ReactNode
}

export const I18nProvider = ({ initial, children }: I18nProviderProps) => {
  const [{ locale, messages }, setLanguage] = useState(initial)
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const value = useMemo(() => {
    const change = async (next: Locale): Promise<void> => {
      try {
        setLanguage({ locale: next, messages: await loadCatalogue(next) })
        saveLocale(next)
      } catch {
        // Without a network the words may be missing: what is read stays as it is.
      }
    }
    return { locale, setLocale: (next: Locale) => void change(next) }
  }, [locale])
  return (
    <LocaleContext value={value}>
      <IntlProvider locale={locale} messages={messages} timeZone={browserTimeZone()}>
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
