import type { Hono } from 'hono'
import { sql } from 'kysely'
import type { Env } from './env.ts'
import { route } from './methods.ts'

/** Liveness does no I/O; readiness asks the database. Neither tells details. */
export const mountHealth = (app: Hono<Env>): void => {
  route(app, '/healthz', { GET: (c) => c.json({ status: 'ok' }) })
  route(app, '/readyz', {
    GET: async (c) => {
      await sql`select 1`.execute(c.get('deps').database.db)
      return c.json({ status: 'ok' })
    },
  })
}
