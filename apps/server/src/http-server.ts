import { StartupError, type Backend } from '@alavanca/backend'
import { serve } from '@hono/node-server'
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'

export interface ServerLimits {
  /** Milliseconds until the headers of a request must be there. */
  headersTimeout: number
  /** How often that is looked after. */
  connectionsCheckingInterval: number
  /** Connections at once; a browser holds one for its live stream and up to five for the rest. */
  maxConnections: number
  /** Milliseconds that requests under way may take to end when the server stops. */
  drain: number
}

const defaultLimits: ServerLimits = {
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  maxConnections: 4_000,
  drain: 20_000,
}

export interface HttpServer {
  /** Waits for the requests under way while it goes on listening, so that new ones can be told; then closes. */
  stop(): Promise<void>
}

interface ListenOptions extends Partial<ServerLimits> {
  host: string
  port: number
  /** The variable that says so. */
  portName?: string
}

/** @throws StartupError when the address is taken or not allowed */
export const listen = (
  app: Pick<Backend['app'] | NonNullable<Backend['metricsApp']>, 'fetch'>,
  { host, port, portName = 'PORT', ...given }: ListenOptions,
): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    const limits = { ...defaultLimits, ...given }
    const server = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        serverOptions: {
          headersTimeout: limits.headersTimeout,
          connectionsCheckingInterval: limits.connectionsCheckingInterval,
          // Node's covers the whole body, and would cut a long upload; the routes have their own timers.
          requestTimeout: 0,
          keepAliveTimeout: 65_000,
          maxHeaderSize: 16 * 1024,
        },
      },
      () => resolve({ stop: () => stop(server, underWay, limits.drain) }),
    ) as Server
    const underWay = trackRequests(server)
    server.maxConnections = limits.maxConnections
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartupError(explain(error, { host, port, portName }))),
    )
  })

const explain = (
  { code, message }: NodeJS.ErrnoException,
  { host, port, portName }: Required<Pick<ListenOptions, 'host' | 'port' | 'portName'>>,
): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop that program, or set ${portName} to another number.`
    case 'EACCES':
      return `Port ${port} may not be used by this user. Set ${portName} to a number above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is not an address of this machine.`
    default:
      return `The server cannot listen on ${host}:${port}: ${message}`
  }
}

const trackRequests = (server: Server): ReadonlySet<ServerResponse> => {
  const underWay = new Set<ServerResponse>()
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
  })
  return underWay
}

const stop = async (server: Server, underWay: ReadonlySet<ServerResponse>, drainMs: number): Promise<void> => {
  const begun = [...underWay].map((response) => once(response, 'close'))
  const impatience = new AbortController()
  await Promise.race([
    // What was sent before the signal may still lie in a socket's buffer: closed now, its sender would learn nothing.
    Promise.allSettled([...begun, setTimeout(arrivalMs)]),
    setTimeout(drainMs, undefined, { signal: impatience.signal }).catch(() => {}),
  ])
  impatience.abort()
  // Timers come before connections in a turn of the event loop: who stands before the door is let in first.
  await setImmediate()
  const closed = once(server, 'close')
  // The HTTP server's own would end connections, too: one that was let in just now counts as idle until it is read.
  NetServer.prototype.close.call(server)
  await setImmediate()
  server.close()
  // What is left came while we were stopping and was told so, or had its time.
  const last = globalThis.setTimeout(() => void setImmediate().then(() => server.closeAllConnections()), lastWordMs)
  await closed
  clearTimeout(last)
}

/** For what is on its way when the signal comes. */
const arrivalMs = 250

/** For the answers that are being written. */
const lastWordMs = 500
