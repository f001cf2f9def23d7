import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { restDataset } from '@alavanca/contract'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { claimInstallationId } from '../src/db/queries/installation.ts'
import { sweepFiles } from '../src/features/datasets/sweep-files.ts'
import { checkBucket } from '../src/files/bucket/check.ts'
import { openBucket } from '../src/files/bucket/client.ts'
import { readObject } from '../src/files/bucket/read.ts'
import { StorageAway } from '../src/files/storage-away.ts'
import { StartupError } from '../src/startup-error.ts'
import { BucketServer } from './support/bucket-server.ts'
import { csvForm } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, reached, received, sendFile, startTraining, patient } from './support/steps.ts'

/** Everything the backend logs, as text. */
const log: string[] = []
const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })

/** Milliseconds that the backend's clock is ahead of the bucket's. */
let ahead = 0

let server: BucketServer
let harness: Harness
let prefix: string
beforeAll(async () => {
  server = await BucketServer.start()
  harness = await startHarness(
    { maxUploadBytes: 40_000_000 },
    { bucket: server.settings, log: logger, now: () => new Date(Date.now() + ahead) },
  )
  prefix = `alavanca/${await claimInstallationId(harness.backend.deps.database.db, randomUUID())}/files/`
})
afterAll(async () => {
  await harness.close()
  await server[Symbol.asyncDispose]()
})

/** Names in the local folder: of what is being received. */
const arriving = (): string[] => readdirSync(path.join(harness.dataDir, 'files', 'incoming'))
const nothingArriving = () => vi.waitFor(() => expect(arriving()).toEqual([]), patient)

/** 9 MB: two parts. Of long rows, which are soon read. */
const large = `a,b,y\n${`1,2,3\n2,${'1'.repeat(882)},5\n3,3,4\n`.repeat(10_000)}`

const addDataset = async (machineId: number, content = 'a,y\n1,2\n2,3\n'): Promise<{ id: number; key: string }> => {
  const response = await fetch(`${harness.url}/datasets/?machine_id=${machineId}`, csvForm(content))
  expect(response.status).toBe(201)
  const { id } = restDataset.parse(await response.json())
  const { db } = harness.backend.deps.database
  const row = await db.selectFrom('datasets').select('storage_key').where('id', '=', id).executeTakeFirstOrThrow()
  return { id, key: row.storage_key }
}

/** A training that waits for another of its machine, and what makes it go on. */
const queuedTraining = async (content: string) => {
  const { id: machineId, modelId } = await newMachine(harness)
  await startTraining(harness, machineId)
  const first = await received(harness, modelId)
  const { id: datasetId, key } = await addDataset(machineId, content)
  const { id } = await harness.client.training.start.mutate({ datasetId, target: 'y' })
  return { id, key, modelId, goOn: () => harness.service.complete(first) }
}

const hasFailedOnce = (id: number) =>
  vi.waitFor(
    async () => {
      const training = await harness.client.training.get.query({ trainingId: id })
      expect([training.state, training.attempts > 0]).toEqual(['queued', true])
    },
    { ...patient, interval: 20 },
  )

test('a file is kept in the bucket alone, under a name that the server made; the model service gets its bytes', async () => {
  const { id, modelId } = await newMachine(harness)
  expect((await sendFile(harness, id, { content: large })).status).toBe(200)
  expect(readdirSync(path.join(harness.dataDir, 'files'))).toEqual(['incoming'])
  expect(arriving()).toEqual([])
  expect(server.unfinished).toEqual([])
  expect(server.objects.every((name) => /^alavanca\/[0-9a-f-]{36}\/files\/[0-9a-f-]{36}$/.test(name))).toBe(true)
  const { body } = await received(harness, modelId)
  expect(body.includes(large)).toBe(true)
})

test('while the bucket is away an upload is a 503 and leaves nothing, and the rest is served', async () => {
  const { id } = await newMachine(harness)
  const before = server.objects
  await server.line.down()
  const refused = await sendFile(harness, id)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await refused.json()).toMatchObject({ code: 'unavailable', detail: expect.stringMatching(/file storage/) })
  await nothingArriving()
  expect((await fetch(`${harness.url}/machines/`)).status).toBe(200)
  await server.line.up()
  expect(server.objects).toEqual(before)
  expect((await sendFile(harness, id)).status).toBe(200)
})

test('a line that breaks in the middle of a part leaves nothing, finished or not', async () => {
  const { id } = await newMachine(harness)
  const before = server.objects
  server.line.breakRequestsAfter = 3_000_000
  server.line.hangUp()
  const refused = await sendFile(harness, id, { content: large })
  server.line.breakRequestsAfter = Infinity
  server.line.hangUp()
  expect(refused.status).toBe(503)
  await nothingArriving()
  await vi.waitFor(() => expect([server.objects, server.unfinished]).toEqual([before, []]), patient)
  expect(await harness.client.datasets.list.query({ machineId: id })).toMatchObject({ items: [] })
})

test('a file of which the bucket has less than was sent is not taken', async () => {
  const { id } = await newMachine(harness)
  const before = server.objects
  server.shortens = true
  const refused = await sendFile(harness, id)
  server.shortens = false
  expect(refused.status).toBe(503)
  await nothingArriving()
  await vi.waitFor(() => expect(server.objects).toEqual(before), patient)
})

test('a sender that leaves in the middle leaves nothing in the folder or the bucket', async () => {
  const { id } = await newMachine(harness)
  const before = server.objects
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
  const sending = request(`${harness.url}/datasets?machine_id=${id}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 30_000_000 },
  })
  sending.on('error', () => {})
  sending.write(head + large)
  await vi.waitFor(() => expect(arriving().length).toBe(1), patient)
  sending.destroy()
  await nothingArriving()
  expect([server.objects, server.unfinished]).toEqual([before, []])
})

test('a training whose file cannot be read for now waits, and is sent when the bucket is back', async () => {
  const training = await queuedTraining('a,y\n1,2\n2,3\n')
  await server.line.down()
  await training.goOn()
  await hasFailedOnce(training.id)
  await server.line.up()
  await received(harness, training.modelId, 2)
  await reached(harness, training.id, 'training')
})

test('a bucket that is away for a day ends it, and not as if the file were lost', async () => {
  const training = await queuedTraining('a,y\n1,2\n2,3\n')
  await server.line.down()
  await training.goOn()
  await hasFailedOnce(training.id)
  ahead = 25 * 3_600_000
  expect(await reached(harness, training.id, 'failed')).toMatchObject({ failure: { code: 'file_unavailable' } })
  ahead = 0
  await server.line.up()
})

test('a line that breaks in the middle of the file is no lost file: it is sent again, whole', async () => {
  const training = await queuedTraining(large)
  server.line.breakAnswersAfter = 2_000_000
  server.line.hangUp()
  await training.goOn()
  await hasFailedOnce(training.id)
  server.line.breakAnswersAfter = Infinity
  server.line.hangUp()
  const { body } = await received(harness, training.modelId, 2)
  expect(body.includes(large)).toBe(true)
  await reached(harness, training.id, 'training')
})

test('a file that the bucket has lost fails its training with a sentence', async () => {
  const training = await queuedTraining('a,y\n1,2\n2,3\n')
  server.lose(prefix + training.key)
  await training.goOn()
  const failed = await reached(harness, training.id, 'failed')
  expect(failed.failure).toMatchObject({ code: 'file_missing', message: expect.stringMatching(/no longer stored/) })
})

test('reading waits for its reader and not for a bucket that fell silent', async () => {
  const { id } = await newMachine(harness)
  const { key } = await addDataset(id, large)
  const bucket = openBucket(server.settings, prefix)
  const before = server.line.answered
  const reader = readObject(bucket, key)
  await reader.next()
  await vi.waitFor(() => expect(server.line.heldUp).toBe(true), patient)
  expect(server.line.answered - before).toBeLessThan(large.length)
  await reader.return(undefined)
  await vi.waitFor(() => expect(server.line.heldUp).toBe(false), patient)

  server.line.silent = true
  server.line.hangUp()
  const silence = readObject(bucket, key, { quietMs: 200 }).next()
  await expect(silence).rejects.toBeInstanceOf(StorageAway)
  server.line.silent = false
  server.line.hangUp()
})

test('the sweep drops what no row names and tells what rows name in vain; it leaves other installations alone', async () => {
  const ctx = harness.backend.deps
  const { id } = await newMachine(harness)
  const [kept, lost] = [await addDataset(id), await addDataset(id)]
  const orphan = prefix + randomUUID()
  const foreign = `alavanca/${randomUUID()}/files/${randomUUID()}`
  for (const name of [orphan, foreign, 'notes.txt']) server.plant(name, 'x')
  server.lose(prefix + lost.key)
  const { client } = openBucket(server.settings, prefix)
  const object = { Bucket: server.settings.bucket, Key: prefix + randomUUID() }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object))
  await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'a,b\n' }))

  await sweepFiles({ ctx, input: { alone: false } })
  expect(server.objects).toEqual(expect.arrayContaining([orphan, foreign, 'notes.txt', prefix + kept.key]))
  expect(server.unfinished).toEqual([UploadId])

  expect(await sweepFiles({ ctx, input: { alone: true } })).toContain(lost.id)
  expect(server.objects).toEqual(expect.arrayContaining([foreign, 'notes.txt', prefix + kept.key]))
  expect(server.objects).not.toContain(orphan)
  expect(server.unfinished).toEqual([])
})

describe('at start', () => {
  const silent = pino({ level: 'silent' })
  const refusal = async (settings: Partial<BucketServer['settings']>): Promise<string> => {
    const error: unknown = await checkBucket({ ...server.settings, ...settings }, 'x/', silent).catch((e: unknown) => e)
    if (!(error instanceof StartupError)) throw new Error('it was not refused', { cause: error })
    expect(error.message).not.toContain(server.settings.secretAccessKey)
    return error.message
  }

  test('a bucket that is right is left as it was', async () => {
    const before = server.objects
    await checkBucket(server.settings, 'x/', silent)
    expect(server.objects).toEqual(before)
  })

  test.each([
    ['a wrong secret', { secretAccessKey: 'outro' }, 'S3_SECRET_ACCESS_KEY are not accepted'],
    ['an unknown key', { accessKeyId: 'OUTRA' }, 'S3_SECRET_ACCESS_KEY are not accepted'],
    ['an unknown bucket', { bucket: 'nenhum' }, 'There is no bucket "nenhum" (S3_BUCKET)'],
  ])('%s is told in one sentence', async (_what, settings, sentence) => {
    expect(await refusal(settings)).toContain(sentence)
  })

  test('so is an address where something else answers', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end('<html>Not Found</html>'))
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    expect(await refusal({ endpoint: `http://127.0.0.1:${port}` })).toContain('does not answer as an S3 service would')
    other.closeAllConnections()
    other.close()
  })

  test('one that is away keeps nothing else from being served, and takes files once it is back', async () => {
    await server.line.down()
    await harness.restart()
    expect(log.join('')).toContain('the bucket does not answer')
    const { id } = await newMachine(harness)
    expect((await sendFile(harness, id)).status).toBe(503)
    await server.line.up()
    expect((await sendFile(harness, id)).status).toBe(200)
  })
})

test('nothing of all this has put the secret into the log', () => {
  expect(log.length).toBeGreaterThan(20)
  expect(log.join('')).not.toContain(server.settings.secretAccessKey)
})
