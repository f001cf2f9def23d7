import type { Dialect } from './dialect.ts'
import { CsvError } from './errors.ts'
import { columnNames, numberedNames, refuseManyColumns } from './header.ts'
import type { RowBatch } from './parser.ts'
import { type BlockSizes, openCsv, type ReadOptions } from './rows.ts'

export interface TableSink {
  /** Data rows in file order; a row may be shorter than the header, never longer but by empty cells. */
  add: (batch: RowBatch) => void
}

export interface ReadTable<S> {
  dialect: Dialect
  rows: number
  /** Cells of the first record as written, before repeated names were told apart. */
  written: readonly string[]
  sink: S
}

export interface Header {
  /** The first record's cells as they are. */
  written: readonly string[]
  names: string[]
  /** Whether the names were in the file. */
  named: boolean
}

/**
 * Takes the names of the columns from the first batch that has a record: the first record, unless the reader insists
 * that it is data; undefined when the batch has none.
 *
 * @throws CsvError `too_many_columns`
 */
export const takeHeader = (
  { rows, lines }: RowBatch,
  { readAs, columnWord = 'column' }: ReadOptions = {},
): Header | undefined => {
  const written = rows[0]
  if (!written) return undefined
  refuseManyColumns(written, lines[0] ?? 1)
  if (readAs?.header === false) return { written, names: numberedNames(written.length, columnWord), named: false }
  rows.shift()
  lines.shift()
  return { written, names: columnNames(written), named: true }
}

/** @throws CsvError `ragged` */
export const refuseRagged = ({ rows, lines }: RowBatch, { written, named }: Header, delimiter: string): void => {
  const columns = written.length
  const index = rows.findIndex((row) => row.length > columns && row.slice(columns).some((cell) => cell.trim() !== ''))
  if (index === -1) return
  const line = lines[index] ?? 0
  const message =
    `Line ${line} has ${rows[index]?.length} cells where the ${named ? 'header names' : 'first line has'} ${columns} columns; ` +
    `remove the extra cells, or quote the cell that contains ${JSON.stringify(delimiter)}.`
  throw new CsvError('ragged', message, { line })
}

export const noRecords = (): CsvError =>
  new CsvError('empty', 'The file holds only blank lines; send a CSV with a header line and rows.')

export const noRows = (): CsvError =>
  new CsvError('header_only', 'The file has a header and no rows; send it with its data.')

/**
 * Reads a whole file into `open(names, dialect)`, which is called once, when the header is known.
 *
 * @throws CsvError
 */
export const streamTable = async <S extends TableSink>(
  bytes: AsyncIterable<Uint8Array>,
  open: (names: string[], dialect: Dialect) => S,
  options?: ReadOptions,
  sizes?: BlockSizes,
): Promise<ReadTable<S>> => {
  const { dialect, batches } = await openCsv(bytes, options, sizes)
  let table: { header: Header; sink: S } | undefined
  let count = 0
  for await (const batch of batches) {
    if (!table) {
      const header = takeHeader(batch, options)
      if (!header) continue
      table = { header, sink: open(header.names, dialect()) }
    }
    refuseRagged(batch, table.header, dialect().delimiter)
    count += batch.rows.length
    table.sink.add(batch)
  }
  if (!table) throw noRecords()
  if (count === 0) throw noRows()
  return { dialect: dialect(), rows: count, written: table.header.written, sink: table.sink }
}
