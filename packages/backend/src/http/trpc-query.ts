import { callTRPCProcedure, getTRPCErrorFromUnknown } from '@trpc/server'
import { resolveResponse } from '@trpc/server/http'
import type { Deps } from '../deps.ts'
import { appRouter } from '../trpc/router.ts'
import { serialize } from '../trpc/transformer.ts'
import { readPlainCall } from './trpc-call.ts'

/**
 * What tRPC's own handler answers to a single query, at half its cost: that one also prepares for batches, streams and
 * bodies, with four abort signals for each call. An error is shaped by tRPC itself.
 *
 * @returns undefined for any other request
 */
export const answerQuery = async (req: Request, deps: Deps): Promise<Response | undefined> => {
  const query = readPlainCall(req, { router: appRouter, type: 'query' })
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
