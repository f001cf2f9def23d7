import type { AttemptOutcome } from '@alavanca/contract'
import type { Selectable } from 'kysely'

/** Every attempt to send a training to the model service, and what came of it. */
export interface AttemptTable {
  training_id: number
  attempt: number
  started_at: Date
  ended_at: Date | null
  outcome: AttemptOutcome | null
  detail: string | null
}
export type AttemptRow = Selectable<AttemptTable>
export interface PartialDb {
  attempts: AttemptTable
}
