import { Hono } from 'hono'
import type { Exposition } from '../metrics/prometheus.ts'
import { hostNameOf } from './protect.ts'

const loopback = new Set(['localhost', '127.0.0.1', '::1'])

/** An app of its own, for a port of its own that this machine alone reaches; by its name, too, or a web page could read it. */
export const createMetricsApp = ({ contentType, text }: Exposition): Hono => {
  const app = new Hono({ strict: false })
  app.use(async (c, next) => {
    if (!loopback.has(hostNameOf(c.req.header('host')) ?? ''))
      return c.json({ detail: 'Ask for it on 127.0.0.1.' }, 421)
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.get('/metrics', async (c) => c.body(await text(), 200, { 'Content-Type': contentType }))
  app.all('/metrics', (c) => c.json({ detail: 'Method Not Allowed' }, 405, { Allow: 'GET, HEAD' }))
  app.notFound((c) => c.json({ detail: 'Not Found; metrics are at /metrics.' }, 404))
  return app
}
