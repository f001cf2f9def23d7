import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Hono } from 'hono'
import { appRouter } from '../trpc/router.ts'
import type { Env } from './env.ts'

export const mountTrpc = (app: Hono<Env>): void => {
  app.all('/trpc/*', async (c) => {
    // Anything but JSON could come from a foreign page without a preflight.
    const type = c.req.header('content-type') ?? ''
    if (c.req.method === 'POST' && !/^application\/json\b/i.test(type)) {
      return c.json({ detail: 'Send application/json.' }, 415)
    }
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: c.req.raw,
      router: appRouter,
      createContext: () => ({ deps: c.get('deps') }),
      allowBatching: true,
      maxBatchSize: 10,
    })
  })
}
