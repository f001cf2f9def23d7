const locales = ['pt-BR', 'en'] as const
export type Locale = (typeof locales)[number]

const key = 'alavanca.locale'

/** Portuguese for any kind of Portuguese, English for everybody else. */
export const localeOf = (saved: string | null, preferred: readonly string[]): Locale => {
  const chosen = locales.find((locale) => locale === saved)
  if (chosen) return chosen
  const first = preferred[0]
  return first === undefined || /^pt\b/i.test(first) ? 'pt-BR' : 'en'
}

export const otherLocale = (locale: Locale): Locale => (locale === 'en' ? 'pt-BR' : 'en')

export const readLocale = (): Locale => {
  try {
    return localeOf(localStorage.getItem(key), navigator.languages)
  } catch {
    return localeOf(null, navigator.languages)
  }
}

export const saveLocale = (locale: Locale): void => {
  try {
    localStorage.setItem(key, locale)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
