import { callTRPCProcedure, getTRPCErrorFromUnknown, type AnyTRPCProcedure } from '@trpc/server'
import { resolveResponse } from '@trpc/server/http'
import type { Deps } from '../deps.ts'
import { appRouter } from '../trpc/router.ts'
import { serialize, deserialize } from '../trpc/transformer.ts'

interface PlainQuery {
  path: string
  input: unknown
  /** Whether it came, and is answered, as a batch of one: so our client sends whatever it asks alone. */
  isBatch: boolean
}

/** Undefined where the headers ask for more than one answer of JSON, or say that it is no such request. */
const isPlain = (headers: Headers): boolean => {
  const type = headers.get('content-type')
  return (
    (type === null || type === 'application/json') &&
    !headers.has('trpc-accept') &&
    !headers.get('accept')?.includes('jsonl')
  )
}

const { _def: definition } = appRouter
const procedures: Record<string, unknown> = definition.procedures
const queries = new Set(
  Object.keys(procedures).filter((path) => {
    const { _def: procedure } = procedures[path] as AnyTRPCProcedure
    return procedure.type === 'query'
  }),
)

/** @throws SyntaxError or TypeError when it cannot be read, or a batch does not key its inputs by number */
const readInput = (text: string | null, isBatch: boolean): unknown => {
  if (!text) return undefined
  const given: unknown = JSON.parse(text)
  if (!isBatch) return deserialize(given)
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new TypeError('no inputs by number')
  const { 0: first } = given as { 0?: unknown }
  return first === undefined ? undefined : deserialize(first)
}

/** A single query with an input that can be read; anything else is left to tRPC's own handler, faults included. */
const readQuery = ({ method, url, headers }: Request): PlainQuery | undefined => {
  if (method !== 'GET' || !isPlain(headers)) return undefined
  const { pathname, searchParams } = new URL(url)
  const path = pathname.slice('/trpc/'.length)
  if (!queries.has(path) || searchParams.has('connectionParams')) return undefined
  const isBatch = searchParams.get('batch') === '1'
  try {
    return { path, input: readInput(searchParams.get('input'), isBatch), isBatch }
  } catch {
    return undefined
  }
}

/**
 * What tRPC's own handler answers to a single query, at half its cost: that one also prepares for batches, streams and
 * bodies, with four abort signals for each call. An error is shaped by tRPC itself.
 *
 * @returns undefined for any other request
 */
export const answerQuery = async (req: Request, deps: Deps): Promise<Response | undefined> => {
  const query = readQuery(req)
  if (query === undefined) return undefined
  const { path, input, isBatch } = query
  const ctx = { deps }
  try {
    const data = await callTRPCProcedure({
      router: appRouter,
      path,
      type: 'query',
      ctx,
      getRawInput: () => Promise.resolve(input),
      signal: req.signal,
      batchIndex: 0,
    })
    const headers = { vary: 'trpc-accept, accept', 'content-type': 'application/json' }
    const result = { result: { data: serialize(data) } }
    return new Response(JSON.stringify(isBatch ? [result] : result), { headers })
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause)
    return resolveResponse({ router: appRouter, req, path, error, createContext: () => Promise.resolve(ctx) })
  }
}
