import { type CategoricalColumn, ColumnValues, type NumericColumn } from './column-values.ts'
import type { Dialect } from './dialect.ts'
import type { RowBatch } from './parser.ts'
import type { ReadOptions } from './rows.ts'
import { streamTable } from './table-stream.ts'

export interface CsvTable {
  dialect: Dialect
  rows: number
  columns: (NumericColumn | CategoricalColumn)[]
}

class TableValues {
  readonly #columns: ColumnValues[]

  constructor(names: string[], { decimalMark }: Dialect) {
    this.#columns = names.map((name) => new ColumnValues(name, decimalMark))
  }

  add({ rows }: RowBatch): void {
    for (const [j, column] of this.#columns.entries()) for (const row of rows) column.add(row[j])
  }

  finish(written: readonly string[]): (NumericColumn | CategoricalColumn)[] {
    const named = this.#columns.filter((column, j) => written[j]?.trim() !== '' || !column.isEmpty)
    return named.map((column) => column.finish())
  }
}

const open = (names: string[], dialect: Dialect): TableValues => new TableValues(names, dialect)

/**
 * Reads a whole CSV into columns: 8 bytes per numeric cell, 4 per categorical one. A column without any value is
 * numeric, all NaN. In a categorical column cells that are numbers are levels by value: `1` and `1,0` are one level.
 *
 * @throws CsvError when the bytes are not a usable CSV; `options.signal`'s reason when it aborts
 */
export const readTable = async (bytes: AsyncIterable<Uint8Array>, options?: ReadOptions): Promise<CsvTable> => {
  const { dialect, rows, written, sink } = await streamTable(bytes, open, options)
  return { dialect, rows, columns: sink.finish(written) }
}
