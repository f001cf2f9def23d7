import Papa from 'papaparse'
import type { Delimiter } from './dialect.ts'
import { CsvError } from './errors.ts'
import type { RecordBatch } from './record-splitter.ts'

/** The cells of whole records, and the 1-based line on which each record begins. */
export interface RowBatch {
  rows: string[][]
  lines: number[]
}

/**
 * Reads cells with papaparse's low-level parser, which is given whole records only: its guesses of delimiter, header
 * and line end are not used.
 */
export const createCellParser = (delimiter: Delimiter): ((batch: RecordBatch) => RowBatch) => {
  const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' })
  return ({ text, lines }) => {
    if (lines.length === 0) return { rows: [], lines }
    const { data: rows } = parser.parse(text, 0, false) as { data: string[][] }
    // The text ends with a line end, behind which the parser sees one more, empty record.
    rows.pop()
    if (rows.length === lines.length) return { rows, lines }
    const line = lines[0] ?? 1
    const message = `Quotes near line ${line} cannot be read in one way; double the quotes that stand inside cells.`
    throw new CsvError('quotes', message, { line })
  }
}

/** A line with nothing but white space on it. */
export const isBlank = (row: readonly string[]): boolean => row.length === 1 && row[0]?.trim() === ''
