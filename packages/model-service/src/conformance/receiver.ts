import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Delivery {
  method: string
  /** Path and query as they arrived. */
  target: string
  body: string
}

export interface Receiver extends AsyncDisposable {
  /** `http://host:port`, as the service must reach it. */
  origin: string
  deliveries: readonly Delivery[]
  /** First delivery, past or to come, that matches; undefined when the time (ms) runs out. */
  waitFor(matches: (delivery: Delivery) => boolean, time: number): Promise<Delivery | undefined>
}

const maxBody = 1024 * 1024

const read = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBody) break
      chunks.push(chunk)
    }
  } catch {
    // Cut: what came of it will not fit the contract, and that is the finding.
  }
  return Buffer.concat(chunks).toString()
}

/** Listens for callbacks on `host`; port 0 takes any free one. */
export const startReceiver = async (host: string, port: number): Promise<Receiver> => {
  const deliveries: Delivery[] = []
  const listeners = new Set<(delivery: Delivery) => void>()
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const delivery = { method: request.method ?? '', target: request.url ?? '', body: await read(request) }
    deliveries.push(delivery)
    for (const listener of listeners) listener(delivery)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"message":"received"}')
  }
  const server = http.createServer((request, response) => {
    void receive(request, response)
  })
  server.listen(port, host)
  await once(server, 'listening')
  const bound = server.address() as AddressInfo
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`,
    deliveries,
    waitFor(matches, time) {
      const found = deliveries.find(matches)
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => {
        const end = (delivery: Delivery | undefined): void => {
          clearTimeout(timer)
          listeners.delete(listen)
          resolve(delivery)
        }
        const listen = (delivery: Delivery): void => {
          if (matches(delivery)) end(delivery)
        }
        const timer = setTimeout(() => end(undefined), time)
        listeners.add(listen)
      })
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
