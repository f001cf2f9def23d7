import type { Context } from 'hono'
import { routePath } from 'hono/route'
import { appRouter } from '../trpc/router.ts'
import type { Env } from './env.ts'

const { _def: definition } = appRouter
const procedures = new Set(Object.keys(definition.procedures).map((name) => `/trpc/${name}`))
const methods = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH'])

/**
 * The template of the route that answered, or the procedure where exactly one was called, and the method: one of few,
 * whatever was sent. Only once the request was answered.
 */
export const routeLabel = (c: Context<Env>): { route: string; method: string } => {
  const template = routePath(c)
  const method = methods.has(c.req.method) ? c.req.method : 'other'
  // What middleware answered, or nobody.
  if (template === '/*') return { route: 'other', method }
  return { route: procedures.has(c.req.path) ? c.req.path : template, method }
}
