import { AppError } from '../errors.ts'

/** Keyset cursors are opaque to callers: base64url of where the page ended. */
export const seal = (text: string): string => Buffer.from(text).toString('base64url')
export const unseal = (cursor: string): string => Buffer.from(cursor, 'base64url').toString()

export const strangeCursor = (): AppError =>
  new AppError('invalid_input', 'cursor: not one that this server gave out for this list; start again without it')

/** @returns undefined for a number that no row can have */
export const readId = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : undefined

/** For lists in the order of their ids. */
export const encodeCursor = ({ id }: { id: number }): string => seal(`id:${id}`)

/** @throws AppError `invalid_input` for a cursor that {@link encodeCursor} did not make */
export const decodeCursor = (cursor: string): number => {
  const id = readId(/^id:(.*)$/.exec(unseal(cursor))?.[1])
  if (id === undefined) throw strangeCursor()
  return id
}

/** Cuts a page of `limit` out of rows read with `limit + 1`. */
export const toPage = <Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { items: Row[]; nextCursor: string | null } => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null }
}
