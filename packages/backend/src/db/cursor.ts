import { AppError } from '../errors.ts'

/** Keyset cursors are opaque to callers: base64url of the last row's id. */
export const encodeCursor = (id: number): string => Buffer.from(`id:${id}`).toString('base64url')

/** @throws AppError `invalid_input` for a cursor that {@link encodeCursor} did not make */
export const decodeCursor = (cursor: string): number => {
  const id = /^id:(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (id === undefined || Number(id) > 2_147_483_647) {
    throw new AppError('invalid_input', 'cursor: not one that this server gave out; start again without it')
  }
  return Number(id)
}

/** Cuts a page of `limit` out of rows read with `limit + 1`. */
export const toPage = <Row extends { id: number }, T>(
  rows: readonly Row[],
  limit: number,
  map: (row: Row) => T,
): { items: T[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(map),
    nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  }
}
