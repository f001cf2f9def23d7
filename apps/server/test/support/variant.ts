export type Locale = 'pt-BR' | 'en'
export type Theme = 'light' | 'dark'

/** What a visitor's browser asks for. */
export interface Variant {
  locale: Locale
  theme: Theme
  width: 360 | 1440
}

export const variant = (locale: Locale, theme: Theme, width: Variant['width']): Variant => ({ locale, theme, width })

/** Every language with every theme; the first and the third differ in everything. */
export const looks: readonly Variant[] = [
  variant('pt-BR', 'light', 1440),
  variant('pt-BR', 'dark', 1440),
  variant('en', 'dark', 360),
  variant('en', 'light', 360),
]

export const nameOf = ({ locale, theme, width }: Variant): string => `${locale}, ${theme}, ${width} px`
