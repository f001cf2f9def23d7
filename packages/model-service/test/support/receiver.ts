import { callback, type Callback } from '@alavanca/contract'
import type { IncomingHttpHeaders } from 'node:http'
import { listen, readBody } from './listen.ts'

export interface Received {
  /** Path and query as they arrived. */
  path: string
  headers: IncomingHttpHeaders
  /** The bytes that `body` was read from. */
  raw: Buffer
  body: Callback
}

export interface ReceiverOptions {
  port?: number
  /** Status of the answer to a callback; 200 by default. */
  answer?: (received: Received) => number | Promise<number>
}

/** A real callback address that keeps what it receives. */
export const receiveCallbacks = async ({ port = 0, answer = () => 200 }: ReceiverOptions = {}) => {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const server = await listen(async (request, response) => {
    const raw = await readBody(request)
    const body = callback.parse(JSON.parse(raw.toString()))
    const entry = { path: request.url ?? '', headers: request.headers, raw, body }
    received.push(entry)
    for (const check of waiting) check()
    response.writeHead(await answer(entry)).end('{}')
  }, port)

  /** The first callback, past or to come, that `matches`. */
  const until = (matches: (entry: Received) => boolean): Promise<Received> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = received.find(matches)
        if (!found) return
        waiting.delete(check)
        resolve(found)
      }
      waiting.add(check)
      check()
    })

  return {
    url: server.url,
    port: server.port,
    received,
    until,
    final: (path?: string) =>
      until((entry) => entry.body.status !== 'training' && (path === undefined || entry.path === path)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
