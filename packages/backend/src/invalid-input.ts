import type { z } from 'zod'
import { AppError } from './errors.ts'

/** One fault of a request, in FastAPI's terms: where, what, and a word for its kind. */
export interface Fault {
  loc: (string | number)[]
  msg: string
  type: string
}

/** An `invalid_input` that knows where each fault is, for the doors that tell it. */
export class InvalidInput extends AppError {
  readonly faults: Fault[]
  constructor(faults: Fault[], code: 'invalid_input' | 'key_reused' = 'invalid_input') {
    super(code, faults.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '))
    this.faults = faults
  }
}

const toFault = (issue: z.core.$ZodIssue, prefix: (string | number)[]): Fault => {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  const isMissing = issue.code === 'invalid_type' && 'input' in issue && issue.input === undefined
  return {
    loc: [...prefix, ...path],
    msg: isMissing ? 'Field required' : issue.message,
    type: isMissing ? 'missing' : issue.code,
  }
}

/** @param loc where the fault is in the request: `['body']`, `['query', 'machine_id']` */
export const invalidInput = (what: string | z.ZodError, loc: (string | number)[]): InvalidInput =>
  new InvalidInput(
    typeof what === 'string'
      ? [{ loc, msg: what, type: 'value_error' }]
      : what.issues.map((issue) => toFault(issue, loc)),
  )

export const missingInput = (loc: (string | number)[]): InvalidInput =>
  new InvalidInput([{ loc, msg: 'Field required', type: 'missing' }])

/** @throws InvalidInput that says where under `loc` each fault is */
export const parseInput = <T>(schema: z.ZodType<T>, value: unknown, loc: (string | number)[]): T => {
  const parsed = schema.safeParse(value, { reportInput: true })
  if (!parsed.success) throw invalidInput(parsed.error, loc)
  return parsed.data
}
