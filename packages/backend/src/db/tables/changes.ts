import type { Change, TrainingState } from '@alavanca/contract'
import type { Generated, Selectable } from 'kysely'

/** Outbox of the live stream; `seq` is the event id that a browser resumes from. */
export interface ChangeTable {
  seq: Generated<number>
  kind: Exclude<Change['kind'], 'reset'>
  machine_id: number
  training_id: number | null
  state: TrainingState | null
  progress: number | null
  stage: string | null
  at: Date
}
export type ChangeRow = Selectable<ChangeTable>
export interface PartialDb {
  changes: ChangeTable
}
