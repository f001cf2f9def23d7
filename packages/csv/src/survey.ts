import { ColumnProfile } from './column-profile.ts'
import type { Dialect } from './dialect.ts'
import { maxSampled, maxSampledTotal } from './limits.ts'
import type { RowBatch } from './parser.ts'
import { addToColumns, type CsvProfile, distinctCap, isColumn } from './profile.ts'
import { Reservoir } from './reservoir.ts'
import type { ReadOptions } from './rows.ts'
import { streamTable } from './table-stream.ts'

/** A profile, and of each numeric column a random sample of its values: the same for the same file. */
export interface CsvSurvey extends CsvProfile {
  /** One for each column, empty where the column is not numeric. */
  samples: Float64Array[]
}

export interface SurveyOptions extends ReadOptions {
  /** Told how many bytes were taken from the source so far. */
  onProgress?: (bytes: number) => void
}

export class SurveySink {
  readonly #columns: ColumnProfile[]
  readonly #reservoirs: Reservoir[]

  constructor(names: readonly string[], { decimalMark }: Dialect) {
    const cap = distinctCap(names.length)
    const kept = Math.min(maxSampled, Math.ceil(maxSampledTotal / names.length))
    this.#reservoirs = names.map((_, index) => new Reservoir(kept, index))
    this.#columns = names.map((name, j) => new ColumnProfile(name, decimalMark, cap, this.#reservoirs[j]))
  }

  add(batch: RowBatch): void {
    addToColumns(this.#columns, batch)
  }

  /** `kept` are the places in a record of the columns that are columns. */
  finish(written: readonly string[]): Pick<CsvSurvey, 'columns' | 'samples'> & { kept: number[] } {
    const all = this.#columns.map((column) => column.finish())
    const kept = [...all.keys()].filter((j) => all[j] && isColumn(written[j], all[j]))
    return {
      columns: all.filter((column, j) => isColumn(written[j], column)),
      samples: kept.map((j) => (all[j]?.kind === 'numeric' && this.#reservoirs[j]?.finish()) || new Float64Array(0)),
      kept,
    }
  }
}

/** Passes bytes on and tells how many were taken. */
export async function* counted(bytes: AsyncIterable<Uint8Array>, onProgress: (bytes: number) => void) {
  let count = 0
  for await (const chunk of bytes) {
    yield chunk
    count += chunk.length
    onProgress(count)
  }
}

/**
 * {@link profileCsv} for somebody who watches: with progress, and with samples from which a histogram can be drawn.
 *
 * @throws CsvError when the bytes are not a usable CSV; `options.signal`'s reason when it aborts
 */
export const surveyCsv = async (
  bytes: AsyncIterable<Uint8Array>,
  { onProgress, ...options }: SurveyOptions = {},
): Promise<CsvSurvey> => {
  const open = (names: string[], dialect: Dialect) => new SurveySink(names, dialect)
  const { dialect, rows, written, sink } = await streamTable(
    onProgress ? counted(bytes, onProgress) : bytes,
    open,
    options,
  )
  const { columns, samples } = sink.finish(written)
  return { dialect, rows, columns, samples }
}
