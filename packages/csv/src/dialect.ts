export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]
export type DecimalMark = '.' | ','
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** How a CSV file is written. `bom` says whether the bytes begin with a byte order mark. */
export interface Dialect {
  encoding: Encoding
  bom: boolean
  delimiter: Delimiter
  decimalMark: DecimalMark
}
