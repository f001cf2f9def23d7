import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { redact } from '../redact.ts'
import type { Env } from './env.ts'

export const requestLog: MiddlewareHandler<Env> = async (c, next) => {
  const given = c.req.header('x-request-id')
  const requestId = given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
  c.set('requestId', requestId)
  c.header('X-Request-Id', requestId)
  const start = performance.now()
  await next()
  c.get('deps').log.info(
    {
      reqId: requestId,
      method: c.req.method,
      path: redact(c.req.path),
      status: c.res.status,
      ms: Math.round(performance.now() - start),
    },
    'request',
  )
}
