import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that a live stream can cost: see live-clients.ts. A POST is told to all that listen, in our wire format. */

const listeners = new Set<ServerResponse>()
let id = 0

const say = (kind: string): string => {
  const json = { kind, machineId: 1, training: null, at: new Date().toISOString() }
  return `data: ${JSON.stringify({ json, meta: { values: { at: ['Date'] } } })}\nid: ${id}\n\n\n`
}

const server = createServer((request, response) => {
  if (request.method === 'POST') {
    id++
    const event = say('machine')
    for (const listener of listeners) listener.write(event)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(say('reset'))
  listeners.add(response)
  response.once('close', () => listeners.delete(response))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
