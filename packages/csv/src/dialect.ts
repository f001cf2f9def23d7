export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]
export const decimalMarks = ['.', ','] as const
export type DecimalMark = (typeof decimalMarks)[number]
export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]

/** How a CSV file is written. `bom` says whether the bytes begin with a byte order mark. */
export interface Dialect {
  encoding: Encoding
  bom: boolean
  delimiter: Delimiter
  decimalMark: DecimalMark
}

/** What a reader insists on; everything else is decided by evidence, and the first record is taken for the header. */
export interface ReadAs {
  encoding?: Encoding | undefined
  delimiter?: Delimiter | undefined
  decimalMark?: DecimalMark | undefined
  /** False: the first record is data, and the columns are numbered. */
  header?: boolean | undefined
}
