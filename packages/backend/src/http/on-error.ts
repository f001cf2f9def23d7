import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { httpStatusOf, toAppError } from '../errors.ts'
import { InvalidInput } from '../invalid-input.ts'
import type { Env } from './env.ts'
import { retryAfter } from './stopping.ts'

/** FastAPI's bodies: `{"detail": [...]}` for a 422, `{"detail": "…"}` for everything else. */
export const onError = (error: unknown, c: Context<Env>): Response => {
  const app = toAppError(error)
  const { log } = c.get('deps')
  const status: ContentfulStatusCode = httpStatusOf(app.code)
  if (app.code === 'internal') log.error({ err: app.cause, reqId: c.get('requestId') }, 'a request failed')
  if (app.code === 'unavailable' || app.code === 'key_in_use') c.header('Retry-After', retryAfter)
  if (app instanceof InvalidInput) return c.json({ detail: app.faults }, status)
  if (status === 422) return c.json({ detail: [{ loc: ['body'], msg: app.message, type: 'value_error' }] }, status)
  return c.json({ detail: app.message, code: app.code, params: app.params }, status)
}
