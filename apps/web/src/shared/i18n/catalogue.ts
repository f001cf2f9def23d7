import type { ErrorCode, FailureCode, MachineStatus, TrainingState } from '@alavanca/contract'
import { en } from './en.ts'
import type { Locale } from './locale.ts'
import { pt } from './pt.ts'

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

const messages: Record<Locale, Translation & Exhaustive> = { 'pt-BR': pt, en }

/** The type of a translation is wider than the literal texts that keys and arguments are checked against. */
export const catalogueOf = (locale: Locale): typeof pt => messages[locale] as typeof pt

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: typeof pt
  }
}
