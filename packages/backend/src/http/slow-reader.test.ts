import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { dropStalled } from './slow-reader.ts'

const patience = { checkMs: 20, checks: 15 }

/** Writes for as long as the connection stands, one chunk when the last is taken. */
const pour = async (response: ServerResponse): Promise<void> => {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  for (let failed: unknown; !failed && !response.destroyed;) {
    failed = await new Promise((resolve) => response.write(chunk, resolve))
  }
}

const serveStream = async () => {
  const opened = Promise.withResolvers<ServerResponse>()
  const server = createServer((_request, response) => {
    if (response.socket) dropStalled(response.socket, patience)
    opened.resolve(response)
    void pour(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  return {
    client,
    response: await opened.promise,
    [Symbol.asyncDispose]: async () => {
      client.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('who never reads is dropped', async () => {
  await using stream = await serveStream()
  stream.client.pause()
  await once(stream.response, 'close')
  expect(stream.response.socket?.destroyed ?? true).toBe(true)
})

test('who reads is not, however long there is always more', async () => {
  await using stream = await serveStream()
  const end = performance.now() + 4 * patience.checkMs * patience.checks
  for await (const chunk of stream.client as AsyncIterable<Buffer>) {
    if (performance.now() > end) break
    expect(chunk.length).toBeGreaterThan(0)
    expect(stream.response.closed).toBe(false)
  }
  expect(performance.now()).toBeGreaterThan(end)
})
