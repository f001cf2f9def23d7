import type { DeliveryOutcome } from '@alavanca/contract'
import type { Selectable } from 'kysely'

/** Every callback that reached a training: its inbox, and the log that people read. */
export interface DeliveryTable {
  training_id: number
  /** Counts the training's callbacks from 1. */
  number: number
  at: Date
  attempt: number
  outcome: DeliveryOutcome
  status: string | null
  /** What repeats of the same callback have in common; null where its body was not read. */
  event_key: string | null
  message_id: string | null
  body_sha256: string | null
  bytes: number | null
  source: string | null
}
export type DeliveryRow = Selectable<DeliveryTable>
export interface PartialDb {
  deliveries: DeliveryTable
}
