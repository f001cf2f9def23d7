import type { CsvProfile } from '@alavanca/csv'
import { toSafeText, type DatasetColumn } from '@alavanca/contract'
import type { NewDataset } from '../../db/queries/datasets.ts'
import type { IncomingFile } from '../../files/file-store.ts'

/** A file that was received whole but is not kept yet. */
export interface Upload {
  file: IncomingFile
  fileName: string
  bytes: number
  sha256: string
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
