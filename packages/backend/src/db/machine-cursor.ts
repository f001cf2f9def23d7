import type { MachineSort } from '@alavanca/contract'
import { decodeCursor, encodeCursor, readId, seal, strangeCursor, unseal } from './cursor.ts'

/** A place in a sorted list of machines: the sort key of the machine there, and its id where keys are equal. */
export interface MachinePlace {
  key: string | number
  id: number
}

/** What the keys of each sort look like in a cursor; a place in the newest is an id alone. */
const keyForms: Record<Exclude<MachineSort, 'newest'>, RegExp> = {
  name: /^[^\0]*$/,
  status: /^\d$/,
  result: /^\d{1,15}$/,
}

export const encodeMachineCursor = (sort: MachineSort, { key, id }: MachinePlace): string =>
  sort === 'newest' ? encodeCursor({ id }) : seal(`${sort}:${id}:${key}`)

/** @throws AppError `invalid_input` for a cursor that {@link encodeMachineCursor} did not make for this sort */
export const decodeMachineCursor = (sort: MachineSort, cursor: string): MachinePlace => {
  if (sort === 'newest') {
    const id = decodeCursor(cursor)
    return { key: id, id }
  }
  const [, madeFor, digits, key] = /^([a-z]+):(\d+):(.*)$/s.exec(unseal(cursor)) ?? []
  const id = readId(digits)
  if (madeFor !== sort || id === undefined || key === undefined || !keyForms[sort].test(key)) throw strangeCursor()
  return { key: sort === 'name' ? key : Number(key), id }
}
