import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { AppError } from '../src/errors.ts'
import { receiveUpload } from '../src/http/upload.ts'
import type { Pace } from '../src/http/pace.ts'
import { patient } from './support/steps.ts'
import { openLocalStore, type Store } from './support/stores.ts'

let store: Store
let server: Server
let pace: Pace
/** Bytes of the upload under way that have come. */
let arrived = 0
let onArrival = () => {}
beforeAll(async () => {
  // The pace is kept by a clock of ours: how busy the machine is makes no body slow.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  store = await openLocalStore()
  server = createServer((incoming, response) => {
    void outcomeOf(incoming).then((outcome) => response.end(outcome))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  vi.useRealTimers()
  server.closeAllConnections()
  server.close()
  await store[Symbol.asyncDispose]()
})

/** How many bytes were received, or why not. */
const outcomeOf = async (incoming: IncomingMessage): Promise<string> => {
  arrived = 0
  const onBytes = (bytes: number) => {
    arrived += bytes
    onArrival()
  }
  try {
    await using upload = await receiveUpload(incoming, { files: store.files, maxBytes: 1_000_000, pace, onBytes })
    return String(upload.bytes)
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'

/** An upload whose pieces are known to have come. */
const beginUpload = () => {
  const { port } = server.address() as AddressInfo
  const sending = request({ port, method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' } })
  // One that is given up may be cut off, too.
  sending.on('error', () => {})
  let isAnswered = false
  const answer = (async () => {
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    isAnswered = true
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  })()
  let sent = 0
  return {
    answer,
    isAnswered: () => isAnswered,
    /** Resolves once they have come, or the upload is answered. */
    send: async (text: string): Promise<void> => {
      sent += Buffer.byteLength(text)
      const come = new Promise<void>((resolve) => {
        onArrival = () => {
          if (arrived >= sent) resolve()
        }
      })
      sending.write(text)
      await Promise.race([come, answer])
    },
    end: () => sending.end('\r\n--x--\r\n'),
    leave: () => sending.destroy(),
  }
}

/** Sends a piece every 20 ms until it is answered or has sent `count`. */
const drip = async (piece: string, count: number): Promise<string> => {
  const upload = beginUpload()
  await upload.send(head)
  for (let sent = 0; sent < count && !upload.isAnswered(); sent++) {
    vi.advanceTimersByTime(20)
    await upload.send(piece)
  }
  upload.end()
  const outcome = await upload.answer
  upload.leave()
  return outcome
}

test('an upload that drips is given up though it never stops, one that is merely slow is taken', async () => {
  pace = { idleMs: 60_000, spanMs: 400, bytesPerSecond: 1_000 }
  expect(await drip('1', 10_000)).toBe('file_too_slow')
  expect(await drip('1,2,3\n'.repeat(20), 40)).toBe(String(40 * 120))
  await vi.waitFor(() => expect(store.received()).toEqual([]), patient)
})

test('an upload that stops is given up', async () => {
  pace = { idleMs: 200, spanMs: 60_000, bytesPerSecond: 1_000 }
  const upload = beginUpload()
  await upload.send(`${head}a,y\n`)
  vi.advanceTimersByTime(199)
  expect(upload.isAnswered()).toBe(false)
  vi.advanceTimersByTime(1)
  expect(await upload.answer).toBe('file_too_slow')
  upload.leave()
})
