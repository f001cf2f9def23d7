import type { Hono } from 'hono'
import { sql } from 'kysely'
import type { Env } from './env.ts'
import { route } from './methods.ts'

/**
 * Liveness does no I/O; readiness asks the database. A model service that is away degrades the service and does not end
 * it: trainings wait. Neither tells details.
 */
export const mountHealth = (app: Hono<Env>): void => {
  route(app, '/healthz', { GET: (c) => c.json({ status: 'ok' }) })
  route(app, '/readyz', {
    GET: async (c) => {
      const { database, modelService } = c.get('deps')
      await sql`select 1`.execute(database.db)
      return c.json({ status: 'ok', model_service: modelService.health().condition === 'closed' ? 'ok' : 'degraded' })
    },
  })
}
