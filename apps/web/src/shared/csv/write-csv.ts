export type Cell = string | number | null

export type Dialect = {
  /** Excel takes a file without it for Windows-1252. */
  byteOrderMark: boolean
  // Never the same sign for both.
} & ({ delimiter: ';'; decimalMark: ',' } | { delimiter: ','; decimalMark: '.' })

export const dialects = {
  /** What Excel and LibreOffice in Portuguese open by a double click. */
  brazilian: { delimiter: ';', decimalMark: ',', byteOrderMark: true },
  neutral: { delimiter: ',', decimalMark: '.', byteOrderMark: false },
} satisfies Record<string, Dialect>

export type DialectName = keyof typeof dialects

/** RFC 4180, one line per row. A spreadsheet runs none of the texts: see `disarm`. */
export const writeCsv = (rows: readonly (readonly Cell[])[], dialect: Dialect): string => {
  const lines = rows.map((row) => row.map((cell) => writeCell(cell, dialect)).join(dialect.delimiter))
  return `${dialect.byteOrderMark ? '\uFEFF' : ''}${lines.join('\r\n')}\r\n`
}

const writeCell = (cell: Cell, { decimalMark }: Dialect): string => {
  if (cell === null) return ''
  if (typeof cell === 'string') return quote(disarm(cell.toWellFormed()))
  if (!Number.isFinite(cell)) return ''
  return String(cell).replace('.', decimalMark)
}

/** What makes a spreadsheet take a text for a formula, plain or full-width, also behind white space. */
const trigger = /^(?:[\t\r\n\0]|[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/

/** An apostrophe in front makes it text again. */
export const disarm = (text: string): string => (trigger.test(text) ? `'${text}` : text)

/** Quoted for any usual delimiter, so that a reader that guesses another one cannot cut a formula out of a text. */
const quote = (text: string): string => (/["\r\n,;\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
