import type { AttemptOutcome } from '@alavanca/contract'

/** Every attempt to send a training to the model service, and what came of it. */
export interface AttemptTable {
  training_id: number
  attempt: number
  started_at: Date
  ended_at: Date | null
  outcome: AttemptOutcome | null
  detail: string | null
}
export interface PartialDb {
  attempts: AttemptTable
}
