import { expect, test } from 'vitest'
import { verifyMessage } from '../src/client/index.ts'
import { temporaryFolder } from './support/folder.ts'
import { receiveCallbacks, type Received } from './support/receiver.ts'
import { startService, trainText } from './support/service.ts'

const text = `a,b,y\n${Array.from({ length: 300 }, (_, i) => `${i % 41},${(i * 7) % 13},${(i % 41) + (i % 3)}\n`).join('')}`
const key = new Uint8Array(32).fill(5)

const signatureOf = ({ headers }: Received) => ({
  id: String(headers['webhook-id']),
  timestamp: String(headers['webhook-timestamp']),
  signature: String(headers['webhook-signature']),
})

test('with a key every callback is signed, and a repeated one keeps its id', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path, { signingKey: key })
  const refusals = [503, 503]
  await using receiver = await receiveCallbacks({
    answer: ({ body }) => (body.status === 'completed' ? (refusals.pop() ?? 200) : 200),
  })
  const { modelId } = await service.client.createModel('Prensa')
  await trainText(service.client, { modelId, text, callbackUrl: receiver.url })
  await expect.poll(() => receiver.received.filter(({ body }) => body.status === 'completed').length).toBe(3)
  for (const entry of receiver.received) {
    expect(verifyMessage([key], signatureOf(entry), entry.raw, new Date())).toBe(true)
    expect(verifyMessage([new Uint8Array(32)], signatureOf(entry), entry.raw, new Date())).toBe(false)
  }
  const finals = receiver.received.filter(({ body }) => body.status === 'completed')
  const others = receiver.received.filter(({ body }) => body.status !== 'completed')
  expect(new Set(finals.map((entry) => signatureOf(entry).id)).size).toBe(1)
  // Two reports of the same progress are one message said twice.
  const said = new Set(others.map(({ raw }) => raw.toString()))
  expect(new Set(others.map((entry) => signatureOf(entry).id)).size).toBe(said.size)
})

test('without one none is', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path)
  await using receiver = await receiveCallbacks()
  const { modelId } = await service.client.createModel('Prensa')
  await trainText(service.client, { modelId, text, callbackUrl: receiver.url })
  const { headers } = await receiver.final()
  expect(Object.keys(headers).filter((name) => name.startsWith('webhook-'))).toEqual([])
})
