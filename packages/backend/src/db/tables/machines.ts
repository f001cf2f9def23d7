import type { Generated, GeneratedAlways } from 'kysely'

export interface MachineTable {
  id: Generated<number>
  name: string
  /** `name` folded by `searchKey`, for search that minds neither case nor accents. */
  search_name: string
  /** `search_name` in an order in which 2 comes before 10. */
  sort_name: GeneratedAlways<string>
  model_id: number
  created_at: Date
  /** Set when it is deleted: from then on no door knows it, and its rows are kept for a while. */
  deleted_at: Date | null
}
export interface PartialDb {
  machines: MachineTable
}
