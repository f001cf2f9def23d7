import type { Dialect } from './dialect.ts'
import { CsvError } from './errors.ts'
import { columnNames, refuseManyColumns } from './header.ts'
import type { RowBatch } from './parser.ts'
import { type BlockSizes, openCsv, type ReadOptions } from './rows.ts'

export interface TableSink {
  /** Data rows in file order; a row may be shorter than the header, never longer but by empty cells. */
  add: (batch: RowBatch) => void
}

export interface ReadTable<S> {
  dialect: Dialect
  rows: number
  /** Header cells as written, before repeated names were told apart. */
  written: readonly string[]
  sink: S
}

const refuseRagged = ({ rows, lines }: RowBatch, columns: number, delimiter: string): void => {
  const index = rows.findIndex((row) => row.length > columns && row.slice(columns).some((cell) => cell.trim() !== ''))
  if (index === -1) return
  const line = lines[index] ?? 0
  const message =
    `Line ${line} has ${rows[index]?.length} cells where the header names ${columns} columns; ` +
    `remove the extra cells, or quote the cell that contains ${JSON.stringify(delimiter)}.`
  throw new CsvError('ragged', message, { line })
}

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
  let table: { written: string[]; sink: S } | undefined
  let count = 0
  for await (const batch of batches) {
    if (!table) {
      const written = batch.rows.shift()
      if (!written) continue
      refuseManyColumns(written, batch.lines.shift() ?? 1)
      table = { written, sink: open(columnNames(written), dialect()) }
    }
    refuseRagged(batch, table.written.length, dialect().delimiter)
    count += batch.rows.length
    table.sink.add(batch)
  }
  if (!table) throw new CsvError('empty', 'The file holds only blank lines; send a CSV with a header line and rows.')
  if (count === 0) throw new CsvError('header_only', 'The file has a header and no rows; send it with its data.')
  return { dialect: dialect(), rows: count, ...table }
}
