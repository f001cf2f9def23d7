import type { CsvProfile } from '@alavanca/csv'
import { toSafeText, type DatasetColumn } from '@alavanca/contract'
import type { Trx } from '../../db/database.ts'
import type { NewDataset } from '../../db/queries/datasets.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { IncomingFile } from '../../files/file-store.ts'

/** A file that was received whole but is not kept yet. */
export interface Upload {
  file: IncomingFile
  fileName: string
  bytes: number
  sha256: string
}

/**
 * Makes the file durable, then runs the transaction that names it. When that refuses, the file goes too; when it is
 * unknown whether it committed, the file stays and the sweep decides.
 *
 * @throws StorageAway
 */
export const keepUpload = async <T>(ctx: Deps, { file }: Upload, body: (trx: Trx) => Promise<T>): Promise<T> => {
  await file.commit()
  try {
    return await ctx.database.transact(body)
  } catch (error) {
    // What cannot be removed now the sweep will.
    if (error instanceof AppError) await ctx.files.remove(file.key).catch(() => {})
    throw error
  }
}

const toColumn = ({ firstText: _, ...column }: CsvProfile['columns'][number]): DatasetColumn => column

export const toNewDataset = (
  { file, fileName, bytes, sha256 }: Upload,
  profile: CsvProfile,
  { machineId, createdAt }: { machineId: number; createdAt: Date },
): NewDataset => ({
  machineId,
  fileName: toSafeText(fileName, 255),
  storageKey: file.key,
  bytes,
  sha256,
  rows: profile.rows,
  encoding: profile.dialect.encoding,
  delimiter: profile.dialect.delimiter,
  decimalMark: profile.dialect.decimalMark,
  columns: profile.columns.map(toColumn),
  createdAt,
})
