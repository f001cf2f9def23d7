import type { ErrorCode, FailureCode, MachineStatus, TrainingState } from '@alavanca/contract'
import type { Locale } from './locale.ts'
import type { pt } from './pt.ts'

/** The same keys, any text. */
export type Translation = Texts<typeof pt>
type Texts<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Texts<T[Key]> }

/** What the contract can say and the panel must be able to tell: a new code without a sentence does not compile. */
interface Exhaustive {
  error: Record<ErrorCode | 'offline', string>
  failure: Record<FailureCode, string>
  status: Record<MachineStatus, string>
  state: Record<TrainingState, string>
}

export type Messages = typeof pt

/** Each language is a file of its own: who reads one does not wait for the other. */
const loaders: Record<Locale, () => Promise<Translation & Exhaustive>> = {
  'pt-BR': async () => (await import('./pt.ts')).pt,
  en: async () => (await import('./en.ts')).en,
}

/** The type of a translation is wider than the literal texts that keys and arguments are checked against. */
export const loadCatalogue = async (locale: Locale): Promise<Messages> => (await loaders[locale]()) as Messages

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: typeof pt
  }
}
