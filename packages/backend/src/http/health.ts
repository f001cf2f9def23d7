import type { Hono } from 'hono'
import type { Deps } from '../deps.ts'
import { createReadiness } from '../features/health/readiness.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { retryAfter } from './stopping.ts'

/**
 * Liveness does no I/O; readiness asks the database and the disk. A model service that is away degrades the service and
 * does not end it: trainings wait. Neither tells details.
 */
export const mountHealth = (app: Hono<Env>, deps: Deps): void => {
  const findObstacles = createReadiness(deps)
  route(app, '/healthz', { GET: (c) => c.json({ status: 'ok' }) })
  route(app, '/readyz', {
    GET: async (c) => {
      const failing = await findObstacles()
      const service = { model_service: deps.modelService.health().condition === 'closed' ? 'ok' : 'degraded' }
      if (failing.length === 0) return c.json({ status: 'ok', ...service })
      return c.json({ status: 'unavailable', failing, ...service }, 503, { 'Retry-After': retryAfter })
    },
  })
}
