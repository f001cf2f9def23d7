import { freePort } from '@alavanca/postgres/port'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { listen, type HttpServer, type ServerLimits } from '../src/http-server.ts'
import { patient } from './support/patient.ts'

const sockets: Socket[] = []
let server: HttpServer | undefined
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.stop()
})

const open = async (limits: Partial<ServerLimits>): Promise<number> => {
  const port = await freePort()
  server = await listen({ fetch: () => new Response('hello') }, { host: '127.0.0.1', port, ...limits })
  return port
}

/** A connection that says `text`, and all that it is told until it ends. */
const say = (port: number, text: string): { socket: Socket; heard: Promise<string> } => {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
  })
  socket.write(text)
  const ended = new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  return { socket, heard: ended.then(() => heard) }
}

// Long enough that whoever sends all of its headers has sent them by then, however busy the machine.
test('two hundred senders of headers that never end keep nobody waiting, and are sent away', async () => {
  const port = await open({ headersTimeout: 4_000, connectionsCheckingInterval: 100 })
  const slow = Array.from({ length: 200 }, () => say(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '))
  await Promise.all(slow.map(({ socket }) => once(socket, 'connect')))
  const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`http://127.0.0.1:${port}/`)))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  const heard = await Promise.all(slow.map((one) => one.heard))
  expect(heard.every((text) => text.startsWith('HTTP/1.1 408 '))).toBe(true)
})

test('headers of more than 16 KB are a 431, and what is no HTTP is a 400', async () => {
  const port = await open({})
  const large = say(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(await large.heard).toMatch(/^HTTP\/1\.1 431 /)
  for (const text of ['\0\u0001\u0002\r\n\r\n', 'GET / HTTP/1.1\r\nContent-Length: 1e9\r\n\r\n', 'HELLO\r\n\r\n']) {
    expect(await say(port, text).heard).toMatch(/^HTTP\/1\.1 400 /)
  }
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
})

test('no more connections than allowed are held; a place that becomes free is given again', async () => {
  const port = await open({ maxConnections: 3 })
  const held = Array.from({ length: 3 }, () => say(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n'))
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')))
  expect(await say(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n').heard).toBe('')
  held[0]?.socket.destroy()
  // The server hears of it in its own time.
  const next = () => say(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n').heard
  await vi.waitFor(async () => expect(await next()).toMatch(/hello$/), patient)
})

/** In a thread of its own, so that it goes on while this one stands still: says that it is connected, and what it heard. */
const visitor = `
  const { parentPort, workerData: { port, connected } } = require('node:worker_threads')
  parentPort.once('message', () => {
    let heard = ''
    const socket = require('node:net').connect(port, '127.0.0.1', () => {
      socket.write('GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n')
      Atomics.store(connected, 0, 1)
      Atomics.notify(connected, 0)
    })
    socket.on('data', (chunk) => (heard += chunk))
    socket.on('error', () => {})
    socket.once('close', () => parentPort.postMessage(heard))
  })
  parentPort.postMessage('ready')`

test('who stands before the door in the moment it closes is let in and answered', async () => {
  const port = await open({})
  const connected = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(visitor, { eval: true, workerData: { port, connected } })
  try {
    await once(thread, 'message')
    const stopped = server?.stop()
    server = undefined
    thread.postMessage('go')
    // The system takes the connection, and the server is too busy to hear of it until it is to close.
    Atomics.wait(connected, 0, 0)
    Atomics.wait(connected, 0, 1, 400)
    const [heard] = (await once(thread, 'message')) as [string]
    expect(heard).toMatch(/hello$/)
    await stopped
  } finally {
    await thread.terminate()
  }
})
