import type { DatasetColumn } from '@alavanca/contract'
import type { Generated, JSONColumnType, Selectable } from 'kysely'

/** Data sets that an older version stored have no `sd`. */
type StoredColumn = Omit<DatasetColumn, 'sd'> & Partial<Pick<DatasetColumn, 'sd'>>

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
  columns: JSONColumnType<StoredColumn[]>
  created_at: Date
  /** Set when its file was removed, after the time that files are kept. */
  removed_at: Date | null
}
export type DatasetRow = Selectable<DatasetTable>
export interface PartialDb {
  datasets: DatasetTable
}
