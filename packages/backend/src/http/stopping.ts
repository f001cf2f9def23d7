import type { MiddlewareHandler } from 'hono'
import { AppError } from '../errors.ts'
import type { Env } from './env.ts'

/** Seconds, for whoever can come back. */
export const retryAfter = '2'

export const isStopping = (): AppError => new AppError('unavailable', 'The server is stopping; it will be back.')

/** While the server stops every connection ends with its answer. */
export const endConnectionsWhenStopping: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  if (c.get('deps').stopping.aborted) c.res.headers.set('Connection', 'close')
}

/** Whoever watches over the process still learns that it lives, and why it is not ready; tRPC says it in its own words. */
const tellsItself = /^\/(healthz\/?$|readyz\/?$|trpc\/)/

/** What arrives while the server stops is turned away, with an answer that says when to come back. */
export const turnAwayWhenStopping: MiddlewareHandler<Env> = async (c, next) => {
  if (c.get('deps').stopping.aborted && !tellsItself.test(c.req.path)) throw isStopping()
  await next()
}
