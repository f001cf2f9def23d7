import type { FailureCode, TrainingState } from '@alavanca/contract'
import type { Generated, Selectable } from 'kysely'

export interface TrainingTable {
  id: Generated<number>
  machine_id: number
  dataset_id: number
  /** The machine's model when the training was made; a callback must name the same. */
  model_id: number
  target: string
  state: TrainingState
  progress: number | null
  stage: string | null
  retry_of: number | null
  attempts: number
  /** Attempts whose outcome was bad or unknown; a service that cannot be reached is merely waited for. */
  bad_attempts: number
  /** While queued: not to be sent before. */
  next_attempt_at: Date | null
  /** While sending: who sends must renew it; once past, anybody may take the training back. */
  lease_until: Date | null
  /** After a cancel or a missed deadline: the model may still be busy until then, or until its callback. */
  linger_until: Date | null
  deadline_at: Date | null
  /** SHA-256 of the model's ranking before sending, '' when it had none: tells a new ranking from the old one. */
  ranking_before: string | null
  created_at: Date
  sent_at: Date | null
  finished_at: Date | null
  failure_code: FailureCode | null
  failure_message: string | null
  /** The callback's `metrics` exactly as received, JSON text; the typed columns are read from it. */
  metrics_json: string | null
  r2: number | null
  mae: number | null
  rmse: number | null
  n_train: number | null
  n_test: number | null
  n_features: number | null
  metrics_date: Date | null
}
export type TrainingRow = Selectable<TrainingTable>
export interface PartialDb {
  trainings: TrainingTable
}
