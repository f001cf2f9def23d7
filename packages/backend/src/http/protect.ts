import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { Env } from './env.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Host of a Host header, lower case, without port and IPv6 brackets; undefined when it is none. */
export const hostNameOf = (header: string | undefined): string | undefined => {
  if (!header || !/^[\w.:[\]-]+$/.test(header)) return undefined
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[|\]$/g, '')
  } catch {
    return undefined
  }
}

/**
 * Against DNS rebinding: a page of another name that resolves to this machine is turned away with 421 before anything
 * else looks at the request.
 */
export const allowHosts: MiddlewareHandler<Env> = async (c, next) => {
  const name = hostNameOf(c.req.header('host'))
  if (name === undefined || !c.get('deps').settings.allowedHosts.includes(name)) {
    return c.json({ detail: 'This server does not answer to that host name; see HOST and PUBLIC_BASE_URL.' }, 421)
  }
  return next()
}

/**
 * Against cross-site request forgery: what changes something must come from this origin, from a configured one, or
 * from no browser at all.
 */
export const allowOrigins: MiddlewareHandler<Env> = async (c, next) => {
  if (safeMethods.has(c.req.method)) return next()
  const { corsOrigins, publicBaseUrl } = c.get('deps').settings
  const origin = c.req.header('origin')
  const own = [new URL(publicBaseUrl).origin, `http://${c.req.header('host')}`]
  const allowed =
    origin === undefined
      ? c.req.header('sec-fetch-site') !== 'cross-site'
      : corsOrigins.includes(origin) || own.includes(origin)
  if (allowed) return next()
  return c.json({ detail: 'Requests from this origin are not allowed; see CORS_ORIGINS.' }, 403)
}

const exposed = ['X-Request-Id', 'Idempotent-Replayed', 'Retry-After']

/**
 * CORS for the configured origins. Preflights are left to Hono; on any other answer its middleware would copy the
 * response twice, body and all, to add four headers.
 */
export const crossOrigin = (origins: readonly string[]): MiddlewareHandler<Env> => {
  const preflight = cors({
    origin: [...origins],
    credentials: true,
    allowMethods: ['GET', 'POST', 'DELETE'],
    exposeHeaders: exposed,
    maxAge: 600,
  })
  const exposedHeaders = exposed.join(',')
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return preflight(c, next)
    await next()
    const { headers } = c.res
    const origin = c.req.header('origin')
    if (origin !== undefined && origins.includes(origin)) headers.set('Access-Control-Allow-Origin', origin)
    headers.set('Access-Control-Allow-Credentials', 'true')
    headers.set('Access-Control-Expose-Headers', exposedHeaders)
    // Caches must keep answers to different origins apart, also those to none.
    headers.append('Vary', 'Origin')
  }
}

const panelPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  c.res.headers.set('Content-Security-Policy', panelPolicy)
  c.res.headers.set('X-Content-Type-Options', 'nosniff')
  c.res.headers.set('Referrer-Policy', 'no-referrer')
  c.res.headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
}
