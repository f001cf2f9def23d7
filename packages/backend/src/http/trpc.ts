import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Hono } from 'hono'
import { toTrpcError } from '../trpc/init.ts'
import { appRouter } from '../trpc/router.ts'
import type { Env } from './env.ts'
import { isJsonType, readText } from './read-body.ts'
import { dropStalled } from './slow-reader.ts'
import { isStopping, retryAfter } from './stopping.ts'
import { answerQuery } from './trpc-query.ts'
import { answerSubscription, type OnError } from './trpc-subscription.ts'

/** Ten calls of the largest inputs there are, several times over. */
const bodyLimit = 256 * 1024

/** The same request with its body read, up to a limit: tRPC itself has none. */
const bounded = async (request: Request): Promise<Request> => {
  if (request.method !== 'POST') return request
  const { url, method, headers, signal } = request
  return new Request(url, { method, headers, signal, body: await readText(request, bodyLimit) })
}

const withRetryAfter = (answer: Response): Response => {
  if (answer.status === 503) answer.headers.set('Retry-After', retryAfter)
  return answer
}

export const mountTrpc = (app: Hono<Env>): void => {
  app.all('/trpc/*', async (c) => {
    // Anything but JSON could come from a foreign page without a preflight.
    const isJson = isJsonType(c.req.header('content-type') ?? null)
    if (c.req.method === 'POST' && !isJson) {
      return c.json({ detail: 'Send application/json.' }, 415)
    }
    const deps = c.get('deps')
    // A query that comes while the server stops is told so below.
    const plain = deps.stopping.aborted ? undefined : await answerQuery(c.req.raw, deps)
    if (plain) return withRetryAfter(plain)
    const onError: OnError = ({ error, path, type }) => {
      // Queries and mutations log in their own middleware, which streams have left behind.
      if (type === 'subscription') deps.log.warn({ err: error, path }, 'a live stream ended')
    }
    const answer =
      (await answerSubscription(c.req.raw, { router: appRouter, ctx: { deps }, onError })) ??
      (await fetchRequestHandler({
        endpoint: '/trpc',
        req: await bounded(c.req.raw),
        router: appRouter,
        createContext: ({ info }) => {
          // A live stream ends by itself with what makes a browser come back; a refusal would end it for good.
          const isNew = deps.stopping.aborted && info.type !== 'subscription'
          if (isNew) throw toTrpcError(isStopping())
          return { deps }
        },
        allowBatching: true,
        maxBatchSize: 10,
        onError,
      }))
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) dropStalled(c.env.incoming.socket)
    return withRetryAfter(answer)
  })
}
