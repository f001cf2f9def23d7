import { type Delimiter, type DecimalMark, delimiters, type Dialect, type ReadAs } from './dialect.ts'
import { insistOnEncoding, sniffEncoding } from './encoding.ts'
import { CsvError } from './errors.ts'
import { parseNumber } from './number.ts'
import { createCellParser, isBlank } from './parser.ts'
import { RecordSplitter } from './record-splitter.ts'
import { TextStream } from './text-stream.ts'

const rowsLookedAt = 200

/** Rows of whole records, or none when they cannot be read. */
const tryRows = (read: () => string[][]): string[][] => {
  try {
    return read().filter((row) => !isBlank(row))
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}

/** First records of a sample; the last one counts only while there are few, since a sample may cut it. */
const sampleRows = (text: string, delimiter: Delimiter): string[][] => {
  const splitter = new RecordSplitter(delimiter)
  const parse = createCellParser(delimiter)
  const first = tryRows(() => parse(splitter.push(text, false)).rows)
  if (first.length > 10) return first.slice(0, rowsLookedAt)
  return [...first, ...tryRows(() => parse(splitter.push('', true)).rows)]
}

const width = (row: readonly string[]): number => {
  let cells = row.length
  while (cells > 1 && row[cells - 1]?.trim() === '') cells--
  return cells
}

const isNumber = (cell: string): boolean =>
  !Number.isNaN(parseNumber(cell, ',')) || !Number.isNaN(parseNumber(cell, '.'))

interface Fit {
  delimiter: Delimiter
  rows: string[][]
  /** Share of the rows that are as wide as the header. */
  even: number
  /** Share of the cells that are numbers. */
  numbers: number
  cells: number
}

/** How well a delimiter fits; undefined when it does not part the header. */
const fitOf = (delimiter: Delimiter, rows: string[][]): Fit | undefined => {
  const [header, ...body] = rows
  if (!header || header.length < 2) return undefined
  const even = body.filter((row) => row.length === header.length || width(row) === width(header)).length
  const cells = body.flat()
  return {
    delimiter,
    rows,
    even: body.length === 0 ? 1 : even / body.length,
    numbers: cells.length === 0 ? 1 : cells.filter(isNumber).length / cells.length,
    cells: header.length,
  }
}

/** Where nothing else tells them apart: a comma may be the mark of decimals, the others are only delimiters. */
const likely = ({ delimiter }: Fit): number => (delimiter === ',' ? 0 : 1)

/** The header line is the evidence; rows only choose between delimiters that all part it. */
const sniffDelimiter = (text: string): { delimiter: Delimiter; rows: string[][] } => {
  const candidates = delimiters.map((delimiter) => ({ delimiter, rows: sampleRows(text, delimiter) }))
  const [best] = candidates
    .flatMap(({ delimiter, rows }) => fitOf(delimiter, rows) ?? [])
    .sort((a, b) => b.even - a.even || b.numbers - a.numbers || b.cells - a.cells || likely(b) - likely(a))
  if (best) return best
  // One column: any delimiter will do that does not cut its values.
  const harmless = candidates.find(({ rows }) => rows.length > 0 && rows.every((row) => row.length === 1))
  return harmless ?? { delimiter: ',', rows: [] }
}

const withMark = { ',': /^[+-]?[\d.]*,\d+(?:[eE][+-]?\d+)?$/, '.': /^[+-]?[\d,]*\.\d+(?:[eE][+-]?\d+)?$/ }
const perhapsThousands = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/

/** `1,5` speaks for a comma, `1.5` for a point; `1,234` may be thousands and speaks only where nothing else does. */
const sniffDecimalMark = (rows: string[][], delimiter: Delimiter): DecimalMark => {
  const sure = { ',': 0, '.': 0 }
  const unsure = { ',': 0, '.': 0 }
  for (const row of rows.slice(1)) {
    for (const cell of row) {
      const text = cell.trim()
      const mark = withMark[','].test(text) ? ',' : withMark['.'].test(text) ? '.' : undefined
      if (!mark) continue
      if (perhapsThousands.test(text)) unsure[mark]++
      else sure[mark]++
    }
  }
  if (sure[','] !== sure['.']) return sure[','] > sure['.'] ? ',' : '.'
  if (delimiter === ',') return '.'
  if (unsure[','] !== unsure['.']) return unsure[','] > unsure['.'] ? ',' : '.'
  return delimiter === ';' ? ',' : '.'
}

export interface Sniffed {
  dialect: Dialect
  /** The first line is no record but Excel's `sep=;`, which names the delimiter. */
  separatorLine: boolean
  /** The first records, that one left out. */
  rows: string[][]
}

const separator = /^sep=([,;\t|])(?:\r\n?|\n)/i

const decodeSample = (sample: Uint8Array, complete: boolean, { encoding, bom }: Pick<Dialect, 'encoding' | 'bom'>) => {
  try {
    return new TextStream({ encoding, bom }, false).push(sample, complete)
  } catch {
    throw new CsvError('encoding', `The bytes of the file are not ${encoding.toUpperCase()}; save it as UTF-8.`)
  }
}

/** {@link sniffDialect} of a sample known to be the whole file or not, around what a reader insists on. */
export const sniff = (sample: Uint8Array, complete: boolean, readAs: ReadAs = {}): Sniffed => {
  const { encoding, bom } = readAs.encoding
    ? insistOnEncoding(sample, readAs.encoding)
    : sniffEncoding(sample, complete)
  const text = decodeSample(sample, complete, { encoding, bom })
  const named = separator.exec(text)
  const body = named ? text.slice(named[0].length) : text
  const given = readAs.delimiter ?? delimiters.find((delimiter) => delimiter === named?.[1])
  const { delimiter, rows } = given ? { delimiter: given, rows: sampleRows(body, given) } : sniffDelimiter(body)
  const decimalMark = readAs.decimalMark ?? sniffDecimalMark(rows, delimiter)
  return { dialect: { encoding, bom, delimiter, decimalMark }, separatorLine: named !== null, rows }
}

/**
 * How a file is written, from its first bytes (256 KiB are plenty; a sample may end anywhere).
 *
 * @throws CsvError `empty`, `binary`, `encoding`
 */
export const sniffDialect = (sample: Uint8Array): Dialect => sniff(sample, false).dialect
