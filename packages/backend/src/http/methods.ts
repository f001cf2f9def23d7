import type { Handler, Hono } from 'hono'
import type { Env } from './env.ts'

type Method = 'GET' | 'POST' | 'DELETE'

/** A path's handlers by method; any other method is a 405 that names them. */
export const route = (app: Hono<Env>, path: string, handlers: Partial<Record<Method, Handler<Env>>>): void => {
  for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler)
  const methods = Object.keys(handlers)
  const allow = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ')
  app.all(path, (c) => c.json({ detail: 'Method Not Allowed' }, 405, { Allow: allow }))
}
