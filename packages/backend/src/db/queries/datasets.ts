import type { Dataset } from '@alavanca/contract'
import { sql, type Insertable } from 'kysely'
import type { Db } from '../database.ts'
import type { DatasetRow, DatasetTable } from '../tables/datasets.ts'

const toDataset = (row: DatasetRow): Dataset => ({
  id: row.id,
  machineId: row.machine_id,
  fileName: row.file_name,
  bytes: row.bytes,
  sha256: row.sha256,
  rows: row.row_count,
  encoding: row.encoding,
  delimiter: row.delimiter,
  decimalMark: row.decimal_mark,
  columns: row.columns.map((column) => ({ ...column, sd: column.sd ?? null })),
  createdAt: row.created_at,
  removedAt: row.removed_at,
})

export interface NewDataset extends Omit<Dataset, 'id' | 'removedAt'> {
  storageKey: string
}

const toRow = (dataset: NewDataset): Insertable<DatasetTable> => ({
  machine_id: dataset.machineId,
  file_name: dataset.fileName,
  storage_key: dataset.storageKey,
  bytes: dataset.bytes,
  sha256: dataset.sha256,
  row_count: dataset.rows,
  encoding: dataset.encoding,
  delimiter: dataset.delimiter,
  decimal_mark: dataset.decimalMark,
  columns: JSON.stringify(dataset.columns),
  created_at: dataset.createdAt,
})

export const insertDataset = async (db: Db, dataset: NewDataset): Promise<Dataset> =>
  toDataset(await db.insertInto('datasets').values(toRow(dataset)).returningAll().executeTakeFirstOrThrow())

/** One of a machine that is not deleted. */
export const findDataset = async (db: Db, id: number): Promise<(Dataset & { storageKey: string }) | undefined> => {
  const row = await db
    .selectFrom('datasets as d')
    .innerJoin('machines as m', (join) => join.onRef('m.id', '=', 'd.machine_id').on('m.deleted_at', 'is', null))
    .selectAll('d')
    .where('d.id', '=', id)
    .executeTakeFirst()
  return row && { ...toDataset(row), storageKey: row.storage_key }
}

/** Names in the file store of all a machine's files. */
export const listStorageKeys = async (db: Db, machineId: number): Promise<string[]> => {
  const rows = await db.selectFrom('datasets').select('storage_key').where('machine_id', '=', machineId).execute()
  return rows.map((row) => row.storage_key)
}

export interface StoredDataset {
  id: number
  storageKey: string
  createdAt: Date
}

/** Which files are named and needed, in the order of the store: a deleted machine's too, which stay as long as its rows. */
export const listStoredDatasets = async (
  db: Db,
  { after, upTo }: { after: string; upTo?: string },
): Promise<StoredDataset[]> => {
  // The store orders by bytes, a database by its language.
  const key = sql<string>`storage_key collate "C"`
  const rows = await db
    .selectFrom('datasets')
    .select(['id', 'storage_key', 'created_at'])
    .where(key, '>', after)
    .where('removed_at', 'is', null)
    .$if(upTo !== undefined, (q) => q.where(key, '<=', upTo ?? ''))
    .execute()
  return rows.map((row) => ({ id: row.id, storageKey: row.storage_key, createdAt: row.created_at }))
}

export interface DatasetFilter {
  machineId: number
  sha256: string | undefined
  beforeId: number | undefined
  limit: number
}

/** Newest first. */
export const listDatasets = async (
  db: Db,
  { machineId, sha256, beforeId, limit }: DatasetFilter,
): Promise<Dataset[]> => {
  const rows = await db
    .selectFrom('datasets')
    .selectAll()
    .where('machine_id', '=', machineId)
    .$if(sha256 !== undefined, (q) => q.where('sha256', '=', sha256 ?? ''))
    .$if(beforeId !== undefined, (q) => q.where('id', '<', beforeId ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toDataset)
}
