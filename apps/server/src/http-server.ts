import { StartupError, type Backend } from '@alavanca/backend'
import { serve } from '@hono/node-server'
import type { Server } from 'node:http'

/** How long requests under way may take to end when the server stops. */
const drainMs = 20_000

export interface HttpServer {
  /** Takes no new connections and waits for those there are. */
  stop(): Promise<void>
}

/** @throws StartupError when the address is taken or not allowed */
export const listen = (app: Backend['app'], { host, port }: { host: string; port: number }): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        serverOptions: {
          headersTimeout: 15_000,
          // Node's covers the whole body, and would cut a long upload; the upload route has its own timers.
          requestTimeout: 0,
          keepAliveTimeout: 65_000,
          maxHeaderSize: 16 * 1024,
        },
      },
      () => resolve({ stop: () => stop(server as Server) }),
    )
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartupError(explain(error, host, port))))
  })

const explain = ({ code, message }: NodeJS.ErrnoException, host: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop that program, or set PORT to another number.`
    case 'EACCES':
      return `Port ${port} may not be used by this user. Set PORT to a number above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is not an address of this machine.`
    default:
      return `The server cannot listen on ${host}:${port}: ${message}`
  }
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), drainMs)
    // A live stream ends a moment after this began, and leaves its connection idle.
    const idle = setInterval(() => server.closeIdleConnections(), 100)
    server.close(() => {
      clearTimeout(impatience)
      clearInterval(idle)
      resolve()
    })
  })
