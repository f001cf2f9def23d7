export const csvErrorCodes = [
  'empty',
  'header_only',
  'binary',
  'encoding',
  'quotes',
  'record_too_long',
  'ragged',
  'too_many_columns',
] as const
export type CsvErrorCode = (typeof csvErrorCodes)[number]

/**
 * Why bytes are not a usable CSV. `message` is one English sentence: what was wrong, where, what to do.
 * `line` is 1-based and counts physical lines, `column` is a name from the header; both are undefined when the
 * trouble has no such place.
 */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly code: CsvErrorCode
  readonly line: number | undefined
  readonly column: string | undefined

  constructor(code: CsvErrorCode, message: string, place: { line?: number; column?: string } = {}) {
    super(message)
    this.code = code
    this.line = place.line
    this.column = place.column
  }
}

/** An error as plain data, which passes between threads. */
export interface CsvProblem {
  code: CsvErrorCode
  message: string
  line: number | null
  column: string | null
}

export const toProblem = ({ code, message, line, column }: CsvError): CsvProblem => ({
  code,
  message,
  line: line ?? null,
  column: column ?? null,
})
