import pg from 'pg'

const readAny = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date | number

/** The number that two digits make. */
const pair = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

/**
 * A timestamptz as `pg` reads it, at a quarter of its cost when it is what nearly all are: milliseconds in UTC, or whole
 * seconds. All others `pg` reads.
 */
export const readTimestamp = (text: string): Date | number => {
  const { length } = text
  const isUsual = text.endsWith('+00') && text[10] === ' ' && (length === 22 || (length === 26 && text[19] === '.'))
  if (!isUsual || text.startsWith('00')) return readAny(text)
  const ms = length === 26 ? (text.charCodeAt(20) - 48) * 100 + pair(text, 21) : 0
  const year = pair(text, 0) * 100 + pair(text, 2)
  return new Date(Date.UTC(year, pair(text, 5) - 1, pair(text, 8), pair(text, 11), pair(text, 14), pair(text, 17), ms))
}
