import { CsvError } from './errors.ts'
import { maxColumns } from './limits.ts'

/** Column names exactly as written; a repeated name gets `.1`, `.2`, … as in pandas, passing over names that exist. */
export const columnNames = (written: readonly string[]): string[] => {
  const taken = new Set(written)
  const repeats = new Map<string, number>()
  return written.map((name) => {
    const seen = repeats.get(name)
    if (seen === undefined) {
      repeats.set(name, 0)
      return name
    }
    let repeat = seen + 1
    while (taken.has(`${name}.${repeat}`)) repeat++
    repeats.set(name, repeat)
    taken.add(`${name}.${repeat}`)
    return `${name}.${repeat}`
  })
}

/** Names for a file that has none. */
export const numberedNames = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`)

export const refuseManyColumns = (header: readonly string[], line: number): void => {
  if (header.length <= maxColumns) return
  const message =
    `The header on line ${line} names ${header.length} columns and at most ${maxColumns} are read; ` +
    'check the delimiter or send fewer columns.'
  throw new CsvError('too_many_columns', message, { line })
}
