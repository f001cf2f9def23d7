import { useLocale } from 'use-intl'
import { createFormat, type Format } from './format.ts'

/** Intl objects are dear to build and never change for a locale. */
const built = new Map<string, Format>()

export const useFormat = (): Format => {
  const locale = useLocale()
  const known = built.get(locale)
  if (known) return known
  const format = createFormat(locale)
  built.set(locale, format)
  return format
}
