import type { Generated } from 'kysely'

export interface MachineTable {
  id: Generated<number>
  name: string
  /** `name` folded by `searchKey`, for search that minds neither case nor accents. */
  search_name: string
  model_id: number
  created_at: Date
}
export interface PartialDb {
  machines: MachineTable
}
