import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { redact } from '../redact.ts'
import type { Env } from './env.ts'
import { routeLabel } from './route-label.ts'

/** Names each request, and tells what came of it: to the log with its address, to the metrics by its route. */
export const requestLog: MiddlewareHandler<Env> = async (c, next) => {
  const given = c.req.header('x-request-id')
  const requestId = given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
  c.set('requestId', requestId)
  const start = performance.now()
  await next()
  c.res.headers.set('X-Request-Id', requestId)
  const ms = performance.now() - start
  const { log, metrics } = c.get('deps')
  const { status } = c.res
  const { route, method } = routeLabel(c)
  metrics.request({ route, method, status_class: `${Math.floor(status / 100)}xx` }, ms / 1_000)
  log.info(
    { reqId: requestId, method: c.req.method, route, path: redact(c.req.path), status, ms: Math.round(ms) },
    'request',
  )
}
