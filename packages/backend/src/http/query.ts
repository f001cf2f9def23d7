import type { z } from 'zod'
import { machineNotFound } from '../features/not-found.ts'
import { InvalidInput, invalidInput, missingInput, parseInput } from '../invalid-input.ts'

/** The last value of a query parameter, as the old framework took it. */
export const queryText = (url: string, name: string): string | undefined =>
  new URL(url).searchParams.getAll(name).at(-1)

/**
 * A machine's id out of a path or a query. Whole numbers that no machine can have are merely not found.
 *
 * @throws InvalidInput when it is missing or not a whole number; AppError `machine_not_found`
 */
export const readMachineId = (text: string | undefined, where: 'path' | 'query'): number => {
  const loc = [where, 'machine_id']
  if (text === undefined) throw missingInput(loc)
  if (!/^[+-]?\d{1,18}$/.test(text.trim())) {
    throw invalidInput('Input should be a valid integer, unable to parse string as an integer', loc)
  }
  const id = Number(text)
  if (id < 1 || id > 2_147_483_647) throw machineNotFound(id)
  return id
}

/** @throws InvalidInput when the parameter is missing or does not fit the schema */
export const readQuery = <T>(url: string, name: string, schema: z.ZodType<T>): T =>
  parseInput(schema, queryText(url, name), ['query', name])

/** Both values. @throws InvalidInput with the faults of both, so that a caller corrects them at once */
export const readAll = <A, B>(first: () => A, second: () => B): [A, B] => {
  let value: A
  try {
    value = first()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    try {
      second()
    } catch (other) {
      if (other instanceof InvalidInput) throw new InvalidInput([...error.faults, ...other.faults])
    }
    throw error
  }
  return [value, second()]
}
