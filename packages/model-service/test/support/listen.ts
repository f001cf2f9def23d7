import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening extends AsyncDisposable {
  url: string
  port: number
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** A real HTTP server on a free loopback port; its connections die with it. */
export const listen = async (handler: Handler, port = 0): Promise<Listening> => {
  const server = http.createServer((request, response) => void handler(request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A loopback port that nothing listens on. */
export const freePort = async (): Promise<number> => {
  await using server = await listen(() => {})
  return server.port
}

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
