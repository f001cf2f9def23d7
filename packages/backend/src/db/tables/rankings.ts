import type { DirectionCode } from '@alavanca/contract'
import type { Selectable } from 'kysely'

export interface RankingTable {
  training_id: number
  /** The model service's list exactly as received, JSON text. */
  body: string
  stored_at: Date
}

export interface RankingEntryTable {
  training_id: number
  position: number
  feature: string
  score_final: number
  importance_shap_mean_abs: number
  importance_native: number | null
  shap_norm: number | null
  native_norm: number | null
  direction: string | null
  direction_code: DirectionCode | null
  /** Fields we do not know: JSON text of `{name, json}[]`. */
  extra: string
}
export type RankingEntryRow = Selectable<RankingEntryTable>

export interface PartialDb {
  rankings: RankingTable
  ranking_entries: RankingEntryTable
}
