import type { CsvColumn } from './column-profile.ts'
import type { Dialect } from './dialect.ts'
import { CsvError, type CsvProblem, toProblem } from './errors.ts'
import { hasHeader } from './header-evidence.ts'
import { previewBlockBytes, sampleBytes } from './limits.ts'
import type { RowBatch } from './parser.ts'
import { openCsv, type ReadOptions } from './rows.ts'
import { sniff, type Sniffed } from './sniff.ts'
import { SurveySink } from './survey.ts'
import { type Header, noRecords, noRows, refuseRagged, takeHeader } from './table-stream.ts'

export interface CsvPreview {
  /** How the file is read: what is insisted on, and evidence for the rest. */
  dialect: Dialect
  header: boolean
  /** What evidence alone says; null when it says that this is no CSV. */
  evidence: { dialect: Dialect; header: boolean } | null
  /** Whether a reader that takes the first record for the header and all else from evidence reads something else. */
  differs: boolean
  /** The first rows, one cell for each column; a row may be shorter. */
  rows: string[][]
  /** The line on which each of `rows` begins. */
  lines: number[]
  /** As of `surveyCsv`, over the sample; none when it holds no whole record. */
  columns: CsvColumn[]
  samples: Float64Array[]
  /** Rows in the sample. */
  rowsRead: number
  /** Whether the sample is the whole file. */
  complete: boolean
  /** What a reading of the whole file will be refused for, as far as the sample shows it. */
  problems: CsvProblem[]
}

export interface PreviewOptions extends Pick<ReadOptions, 'readAs' | 'columnWord'> {
  /** Rows to show. */
  rows?: number
}

const shownRows = 50
const maxProblems = 5

const tryToSniff = (head: Uint8Array, complete: boolean): Sniffed | null => {
  try {
    return sniff(head, complete)
  } catch (error) {
    if (error instanceof CsvError) return null
    throw error
  }
}

const sameDialect = (a: Dialect, b: Dialect): boolean =>
  a.encoding === b.encoding && a.delimiter === b.delimiter && a.decimalMark === b.decimalMark

/**
 * What the first bytes of a file hold, at once: 256 KiB are plenty, unless the header alone is longer. Rows that only a
 * reading of the whole file should refuse are problems here, not errors.
 *
 * @param complete whether `sample` is the whole file
 * @throws CsvError when the bytes are no text of the encoding at all
 */
export const previewCsv = async (
  sample: Uint8Array,
  complete: boolean,
  { readAs = {}, columnWord, rows: shown = shownRows }: PreviewOptions = {},
): Promise<CsvPreview> => {
  const head = sample.subarray(0, sampleBytes)
  const whole = complete && head.length === sample.length
  const sniffed = sniff(head, whole, readAs)
  const { dialect } = sniffed
  const header = readAs.header ?? hasHeader(sniffed.rows, dialect.decimalMark)
  const insists = readAs.encoding ?? readAs.delimiter ?? readAs.decimalMark
  const alone = insists === undefined ? sniffed : tryToSniff(head, whole)
  const evidence = alone && { dialect: alone.dialect, header: hasHeader(alone.rows, alone.dialect.decimalMark) }
  const options: ReadOptions = { readAs: { ...readAs, header }, ...(columnWord === undefined ? {} : { columnWord }) }
  return {
    dialect,
    header,
    evidence,
    differs: evidence === null || !sameDialect(dialect, evidence.dialect) || !header,
    complete,
    ...(await readSample(sample, complete, options, shown)),
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

type SampleRead = Pick<CsvPreview, 'rows' | 'lines' | 'columns' | 'samples' | 'rowsRead' | 'problems'>

/** Collects what a sample holds; an error ends up beside it, not in its place. */
class SampleReader {
  readonly #shown: number
  readonly #rows: string[][] = []
  readonly #lines: number[] = []
  readonly #problems: CsvProblem[] = []
  #table: { header: Header; sink: SurveySink } | undefined
  #rowsRead = 0

  constructor(shown: number) {
    this.#shown = shown
  }

  open(batch: RowBatch, dialect: Dialect, options: ReadOptions): void {
    if (this.#table) return
    const header = takeHeader(batch, options)
    if (header) this.#table = { header, sink: new SurveySink(header.names, dialect) }
  }

  add(batch: RowBatch, dialect: Dialect): void {
    if (!this.#table) return
    const { header, sink } = this.#table
    this.try(() => refuseRagged(batch, header, dialect.delimiter))
    sink.add(batch)
    this.#rowsRead += batch.rows.length
    const room = this.#shown - this.#rows.length
    this.#rows.push(...batch.rows.slice(0, room))
    this.#lines.push(...batch.lines.slice(0, room))
  }

  try(body: () => void): void {
    try {
      body()
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      if (this.#problems.length < maxProblems) this.#problems.push(toProblem(error))
    }
  }

  finish(complete: boolean): SampleRead {
    if (complete && this.#rowsRead === 0 && this.#problems.length === 0) {
      this.#problems.push(toProblem(this.#table ? noRows() : noRecords()))
    }
    const { columns, samples, kept } = this.#table?.sink.finish(this.#table.header.written) ?? {
      columns: [],
      samples: [],
      kept: [],
    }
    const rows = this.#rows.map((row) => kept.filter((j) => j < row.length).map((j) => row[j] ?? ''))
    return { rows, lines: this.#lines, columns, samples, rowsRead: this.#rowsRead, problems: this.#problems }
  }
}

const readSample = async (
  sample: Uint8Array,
  complete: boolean,
  options: ReadOptions,
  shown: number,
): Promise<SampleRead> => {
  const { dialect, batches } = await openCsv(once(sample), options, { block: previewBlockBytes, cut: !complete })
  const reader = new SampleReader(shown)
  try {
    for await (const batch of batches) {
      reader.open(batch, dialect(), options)
      reader.add(batch, dialect())
    }
  } catch (error) {
    reader.try(() => {
      throw error
    })
  }
  return reader.finish(complete)
}
