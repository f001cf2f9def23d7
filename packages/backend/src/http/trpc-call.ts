import type { AnyTRPCProcedure, AnyTRPCRouter, TRPCProcedureType } from '@trpc/server'
import { deserialize } from '../trpc/transformer.ts'

export interface PlainCall {
  path: string
  input: unknown
  /** Whether it came, and is answered, as a batch of one: so our client sends whatever it asks alone. */
  isBatch: boolean
  parameters: URLSearchParams
}

/** Undefined where the headers ask for more than one answer, or say that it is no such request. */
const isPlain = (headers: Headers): boolean => {
  const type = headers.get('content-type')
  return (
    (type === null || type === 'application/json') &&
    !headers.has('trpc-accept') &&
    !headers.get('accept')?.includes('jsonl')
  )
}

/** @throws SyntaxError or TypeError when it cannot be read, or a batch does not key its inputs by number */
const readInput = (text: string | null, isBatch: boolean): unknown => {
  if (!text) return undefined
  const given: unknown = JSON.parse(text)
  if (!isBatch) return deserialize(given)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new TypeError('no inputs by number')
  const { 0: first } = given as { 0?: unknown }
  return first === undefined ? undefined : deserialize(first)
}

/**
 * A GET of one procedure of a type by its exact path, with an input that can be read; anything else is left to tRPC's
 * own handler, faults included.
 */
export const readPlainCall = (
  { method, url, headers }: Request,
  { router, type }: { router: AnyTRPCRouter; type: TRPCProcedureType },
): PlainCall | undefined => {
  if (method !== 'GET' || !isPlain(headers)) return undefined
  const { pathname, searchParams: parameters } = new URL(url)
  const path = pathname.slice('/trpc/'.length)
  const { _def: definition } = router
  const procedures: Record<string, unknown> = definition.procedures
  if (!Object.hasOwn(procedures, path) || parameters.has('connectionParams')) return undefined
  const { _def: procedure } = procedures[path] as AnyTRPCProcedure
  if (procedure.type !== type) return undefined
  const isBatch = parameters.get('batch') === '1'
  try {
    return { path, input: readInput(parameters.get('input'), isBatch), isBatch, parameters }
  } catch {
    return undefined
  }
}
