import type { Generated, JSONColumnType, Selectable } from 'kysely'

export interface DatasetColumnJson {
  name: string
  kind: 'numeric' | 'categorical' | 'empty'
  missing: number
  distinct: number
  distinctCapped: boolean
  min: number | null
  max: number | null
  mean: number | null
}

export interface DatasetTable {
  id: Generated<number>
  machine_id: number
  file_name: string
  /** Name in the file store: made by the server, never by the sender. */
  storage_key: string
  bytes: number
  sha256: string
  row_count: number
  encoding: string
  delimiter: string
  decimal_mark: string
  columns: JSONColumnType<DatasetColumnJson[]>
  created_at: Date
}
export type DatasetRow = Selectable<DatasetTable>
export interface PartialDb {
  datasets: DatasetTable
}
