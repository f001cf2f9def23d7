import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'

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

/**
 * A loopback port that nothing listens on, and that no other process is given until this one ends: it is the near end of
 * a connection of ours. Whoever listens on it by its number may, as often as they like.
 */
export const freePort = async (): Promise<number> => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const taken = once(server, 'connection') as Promise<[Socket]>
  const { port: far } = server.address() as AddressInfo
  // Bound by name: the system gives such a port to nobody else, and lets a server have it besides.
  const near = net.connect({ port: far, host: '127.0.0.1', localAddress: '127.0.0.1' })
  const [[end]] = await Promise.all([taken, once(near, 'connect')])
  server.close()
  near.unref()
  end.unref()
  const { remotePort } = end
  if (remotePort === undefined) throw new Error('the connection that holds a port has ended')
  return remotePort
}

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
