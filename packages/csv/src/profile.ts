import { ColumnProfile, type CsvColumn } from './column-profile.ts'
import type { Dialect } from './dialect.ts'
import { maxDistinct, maxDistinctTotal } from './limits.ts'
import type { RowBatch } from './parser.ts'
import type { BlockSizes, ReadOptions } from './rows.ts'
import { streamTable } from './table-stream.ts'

export interface CsvProfile {
  dialect: Dialect
  /** Data rows: neither the header nor blank lines. */
  rows: number
  columns: CsvColumn[]
}

/** Different values that each of so many columns may count. */
export const distinctCap = (columns: number): number => Math.min(maxDistinct, Math.floor(maxDistinctTotal / columns))

export const addToColumns = (columns: readonly ColumnProfile[], { rows, lines }: RowBatch): void => {
  for (const [j, column] of columns.entries()) {
    for (let i = 0; i < rows.length; i++) column.add(rows[i]?.[j], lines[i] ?? 0)
  }
}

/** `a;b;` on every line: the delimiter at the end makes no column. */
export const isColumn = (written: string | undefined, { kind }: CsvColumn): boolean =>
  written?.trim() !== '' || kind !== 'empty'

class ProfileSink {
  readonly #columns: ColumnProfile[]

  constructor(names: string[], { decimalMark }: Dialect) {
    const cap = distinctCap(names.length)
    this.#columns = names.map((name) => new ColumnProfile(name, decimalMark, cap))
  }

  add(batch: RowBatch): void {
    addToColumns(this.#columns, batch)
  }

  finish(written: readonly string[]): CsvColumn[] {
    return this.#columns.map((column) => column.finish()).filter((column, j) => isColumn(written[j], column))
  }
}

const open = (names: string[], dialect: Dialect): ProfileSink => new ProfileSink(names, dialect)

/** {@link profileCsv} with a choice of block size, which must make no difference. */
export const profileInBlocks = async (
  bytes: AsyncIterable<Uint8Array>,
  options?: ReadOptions,
  sizes?: BlockSizes,
): Promise<CsvProfile> => {
  const { dialect, rows, written, sink } = await streamTable(bytes, open, options, sizes)
  return { dialect, rows, columns: sink.finish(written) }
}

/**
 * Reads a whole CSV once, streaming, in memory that does not grow with the file.
 *
 * @throws CsvError when the bytes are not a usable CSV; `options.signal`'s reason when it aborts
 */
export const profileCsv = (bytes: AsyncIterable<Uint8Array>, options?: ReadOptions): Promise<CsvProfile> =>
  profileInBlocks(bytes, options)
