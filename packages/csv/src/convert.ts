import type { DecimalMark, Dialect } from './dialect.ts'
import { isMissing } from './missing.ts'
import { parseNumber } from './number.ts'
import type { RowBatch } from './parser.ts'
import { openCsv } from './rows.ts'
import { counted, type SurveyOptions } from './survey.ts'
import { type Header, noRecords, noRows, refuseRagged, takeHeader } from './table-stream.ts'

/** What any reader might take for a number, or for evidence of how numbers are written. */
const speaksOfNumbers = /^[+-]?[\d.,]*[.,]\d+(?:[eE][+-]?\d+)?$/

const isNumberSomewhere = (text: string): boolean =>
  speaksOfNumbers.test(text) || !Number.isNaN(parseNumber(text, '.')) || !Number.isNaN(parseNumber(text, ','))

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

const needsQuotes = /[",;\t|\r\n]|^\s|\s$/

/** Digit for digit the same number, without thousands separators and with a point. */
const plainNumber = (cell: string, decimalMark: DecimalMark): string =>
  decimalMark === ',' ? cell.trim().replaceAll('.', '').replace(',', '.') : cell.trim().replaceAll(',', '')

/** Text that would be a number elsewhere gets an apostrophe, as in spreadsheets. */
const convertCell = (cell: string, decimalMark: DecimalMark): string => {
  if (!Number.isNaN(parseNumber(cell, decimalMark))) return plainNumber(cell, decimalMark)
  if (isMissing(cell)) return cell.trim()
  const text = isNumberSomewhere(cell.trim()) ? `'${cell}` : cell
  return needsQuotes.test(text) ? quoted(text) : text
}

const convertRow = (row: readonly string[], columns: number, decimalMark: DecimalMark): string => {
  const cells = Array.from({ length: columns }, (_, j) => convertCell(row[j] ?? '', decimalMark))
  return `${cells.join(',')}\n`
}

/** Every name in quotes, so that no sign inside one can pass for the delimiter. */
const convertHeader = (names: readonly string[]): string => `${names.map(quoted).join(',')}\n`

/**
 * Rewrites a file as every reader takes it without being told: UTF-8, commas, decimal points, a header line. Values and
 * text stay what they are under `options.readAs`.
 *
 * @throws CsvError when the bytes are not a usable CSV; `options.signal`'s reason when it aborts
 */
export async function* convertCsv(
  bytes: AsyncIterable<Uint8Array>,
  { onProgress, ...options }: SurveyOptions = {},
): AsyncGenerator<Uint8Array> {
  const { dialect, batches } = await openCsv(onProgress ? counted(bytes, onProgress) : bytes, options)
  const encoder = new TextEncoder()
  let header: Header | undefined
  let count = 0
  for await (const batch of batches) {
    if (!header) {
      header = takeHeader(batch, options)
      if (!header) continue
      yield encoder.encode(convertHeader(header.names))
    }
    refuseRagged(batch, header, dialect().delimiter)
    count += batch.rows.length
    if (batch.rows.length > 0) yield encoder.encode(convertBatch(batch, header, dialect()))
  }
  if (!header) throw noRecords()
  if (count === 0) throw noRows()
}

const convertBatch = ({ rows }: RowBatch, { written }: Header, { decimalMark }: Dialect): string =>
  rows.map((row) => convertRow(row, written.length, decimalMark)).join('')
