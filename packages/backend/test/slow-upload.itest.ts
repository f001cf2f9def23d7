import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { AppError } from '../src/errors.ts'
import { receiveUpload } from '../src/http/upload.ts'
import type { Pace } from '../src/http/pace.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { patient } from './support/steps.ts'

let harness: Harness
let server: Server
let pace: Pace
beforeAll(async () => {
  harness = await startHarness()
  server = createServer((incoming, response) => {
    void outcomeOf(incoming).then((outcome) => response.end(outcome))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await harness.close()
})

/** How many bytes were received, or why not. */
const outcomeOf = async (incoming: IncomingMessage): Promise<string> => {
  try {
    await using upload = await receiveUpload(incoming, { files: harness.backend.deps.files, maxBytes: 1_000_000, pace })
    return String(upload.bytes)
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'

/** Sends a piece every 20 ms until it is answered or has sent `count`. */
const drip = (piece: string, count: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const sending = request({ port, method: 'POST', headers }, (answer) => {
      clearInterval(timer)
      let text = ''
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      answer.on('end', () => {
        sending.destroy()
        resolve(text)
      })
    })
    sending.on('error', reject)
    sending.write(head)
    let sent = 0
    const timer = setInterval(() => {
      if (sent++ < count) sending.write(piece)
      else {
        clearInterval(timer)
        sending.end('\r\n--x--\r\n')
      }
    }, 20)
  })

test('an upload that drips is given up though it never stops, one that is merely slow is taken', async () => {
  pace = { idleMs: 60_000, spanMs: 400, bytesPerSecond: 1_000 }
  expect(await drip('1', 10_000)).toBe('file_too_slow')
  expect(await drip('1,2,3\n'.repeat(20), 40)).toBe(String(40 * 120))
  const incoming = path.join(harness.dataDir, 'files', 'incoming')
  await vi.waitFor(() => expect(readdirSync(incoming)).toEqual([]), patient)
})

test('an upload that stops is given up', async () => {
  pace = { idleMs: 200, spanMs: 60_000, bytesPerSecond: 1_000 }
  const { port } = server.address() as AddressInfo
  const sending = request({ port, method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' } })
  sending.write(`${head}a,y\n`)
  const [answer] = (await once(sending, 'response')) as [AsyncIterable<Buffer>]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe('file_too_slow')
  sending.destroy()
})
