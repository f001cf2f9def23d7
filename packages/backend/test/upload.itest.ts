import { restDataset } from '@alavanca/contract'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { csvForm } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { goodCsv, newMachine, received, sendFile, patient } from './support/steps.ts'

let harness: Harness
let machineId: number
beforeAll(async () => {
  harness = await startHarness({ maxUploadBytes: 12_000_000 })
  machineId = (await newMachine(harness)).id
})
afterAll(() => harness.close())

const storedFiles = (): string[] =>
  readdirSync(path.join(harness.dataDir, 'files'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name !== 'incoming',
  )

const garbage = (bytes: number): Uint8Array<ArrayBuffer> => {
  const data = new Uint8Array(bytes)
  // A fixed xorshift stream (Marsaglia 2003): bytes without structure, the same in each run.
  let state = 2_463_534_242
  for (let i = 0; i < bytes; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    data[i] = state & 255
  }
  return data
}

const target = 'y'
test.each([
  ['an empty file', '', target, 400, 'file_empty'],
  ['only a header', 'a,b,y\n', target, 400, 'file_empty'],
  ['10 MB of garbage', garbage(10_000_000), target, 400, 'file_not_csv'],
  ['a PNG', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), target, 400, 'file_not_csv'],
  ['an unknown target', goodCsv, 'nope', 400, 'target_not_found'],
  ['a target in other letters', goodCsv, 'Y', 400, 'target_not_found'],
  ['a constant target', 'a,y\n1,5\n2,5\n3,5\n', target, 400, 'target_constant'],
  ['a target without values', 'a,y\n1,\n2,\n3,NA\n', target, 400, 'target_constant'],
  [
    'a target with text at its very end',
    `a,y\n${'1,2\n3,4\n'.repeat(50_000)}5,dois\n`,
    target,
    400,
    'target_not_numeric',
  ],
  ['nothing but the target', 'y,z\n1,\n2,\n3,\n', target, 400, 'no_variables'],
  ['a row that is too long', 'a,b,y\n1,2,3\n1,2,3,4,5\n', target, 400, 'file_not_csv'],
  ['more bytes than allowed', garbage(13_000_000), target, 413, 'file_too_large'],
])('%s is refused with a sentence, and nothing of it is kept', async (_what, content, targetColumn, status, code) => {
  const response = await sendFile(harness, machineId, { content, target: targetColumn })
  const body = (await response.json()) as { detail: string; code: string }
  expect([response.status, body.code]).toEqual([status, code])
  expect(body.detail).toMatch(/\w+ .*[.]$/)
  await vi.waitFor(() => expect(storedFiles()).toEqual([]), patient)
  expect((await fetch(`${harness.url}/healthz`)).status).toBe(200)
})

test.each([
  ['application/pdf', 400],
  ['image/png', 400],
  ['application/json', 400],
  ['text/csv; charset=utf-8', 200],
  ['application/vnd.ms-excel', 200],
  ['application/octet-stream', 200],
])('a part declared as %s is a %i', async (type, status) => {
  const url = `${harness.url}/train?machine_id=${machineId}&target_column=y`
  const response = await fetch(url, csvForm(goodCsv, type))
  expect(response.status).toBe(status)
  if (status === 400) {
    expect(await response.json()).toMatchObject({ detail: 'Invalid file type. Please upload a CSV file.' })
  }
})

test('without a part named file it is a 422 at body.file; with a Content-Encoding a 415', async () => {
  const url = `${harness.url}/train?machine_id=${machineId}&target_column=y`
  const other = new FormData()
  other.append('upload', new Blob([goodCsv], { type: 'text/csv' }), 'a.csv')
  const text = new FormData()
  text.append('file', goodCsv)
  for (const body of [other, text, undefined]) {
    const response = await fetch(url, { method: 'POST', ...(body ? { body } : {}) })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['body', 'file'] }] })
  }
  const encoded = await fetch(url, { ...csvForm(goodCsv), headers: { 'content-encoding': 'gzip' } })
  expect(encoded.status).toBe(415)
})

test.each([
  'multipart/form-data; xboundary=abc',
  'multipart/form-data; foo="boundary=x"',
  `multipart/form-data; boundary=${'a'.repeat(300)}`,
])('a boundary that cannot be used is a 422: %s', async (type) => {
  const url = `${harness.url}/train?machine_id=${machineId}&target_column=y`
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: '--abc--' })
  expect(response.status).toBe(422)
})

test('a body without a length is cut off at the limit, and what was there of it is removed', async () => {
  const before = storedFiles()
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' }
    const sending = request(
      `${harness.url}/datasets?machine_id=${machineId}`,
      { method: 'POST', headers },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
        sending.destroy()
      },
    )
    sending.on('error', reject)
    sending.write(`${head}a,b\n`)
    for (let i = 0; i < 14; i++) sending.write('1,2\n'.repeat(250_000))
    sending.end('\r\n--x--\r\n')
  })
  expect(status).toBe(413)
  await vi.waitFor(() => expect(storedFiles()).toEqual(before), patient)
})

test('a file whose machine goes away while it comes leaves nothing; the files it had before stay for now', async () => {
  const before = storedFiles()
  const { id } = await newMachine(harness)
  expect((await sendFile(harness, id)).status).toBe(200)
  const withFirst = storedFiles()
  expect(withFirst.length).toBe(before.length + 1)
  const sending = request(`${harness.url}/train?machine_id=${id}&target_column=y`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  sending.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${goodCsv}`)
  await vi.waitFor(() => expect(storedFiles().length).toBe(before.length + 2), patient)
  await harness.client.machines.delete.mutate({ machineId: id })
  sending.end('\r\n--x--\r\n')
  const [answer] = await answered
  answer.resume()
  expect(answer.statusCode).toBe(404)
  await vi.waitFor(() => expect(storedFiles()).toEqual(withFirst), patient)
})

test('a truncated body is a 422, and an aborted one leaves nothing', async () => {
  const before = storedFiles()
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
  const url = `${harness.url}/datasets?machine_id=${machineId}`
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const cut = await fetch(url, { method: 'POST', headers, body: `${head}a,b\n1,2\n` })
  expect(cut.status).toBe(422)

  const aborted = request(url, { method: 'POST', headers: { ...headers, 'content-length': '1000000' } })
  const closed = new Promise((resolve) => aborted.once('close', resolve))
  aborted.on('error', () => {})
  aborted.write(head + goodCsv)
  await vi.waitFor(() => expect(storedFiles().length).toBeGreaterThan(before.length), patient)
  aborted.destroy()
  await closed
  await vi.waitFor(() => expect(storedFiles()).toEqual(before), patient)
})

test('the model service gets the bytes exactly as they were sent, and the target exactly as typed', async () => {
  const bytes = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from(' vazão m³/h ;y&z=1\r\n1,5;2\r\n2,5;3,25\r\n'),
  ])
  const { id, modelId } = await newMachine(harness)
  const response = await sendFile(harness, id, { content: new Uint8Array(bytes), target: 'y&z=1' })
  expect(response.status).toBe(200)
  const training = await received(harness, modelId)
  expect(training.targetColumn).toBe('y&z=1')
  expect(training.body.includes(bytes)).toBe(true)
  expect(training.body.toString('latin1')).toMatch(/name="file"; filename="[^"]+\.csv"\r\nContent-Type: text\/csv\r\n/i)
})

test('a data set can be kept first and trained on later, its columns known', async () => {
  const { id } = await newMachine(harness)
  const response = await fetch(
    `${harness.url}/datasets/?machine_id=${id}`,
    csvForm('t;linha;y\n1,5;L1;2\n;L2;3\n2;L1;4\n'),
  )
  expect(response.status).toBe(201)
  const { id: datasetId } = (await response.json()) as { id: number }
  const dataset = await harness.client.datasets.get.query({ datasetId })
  expect(dataset).toMatchObject({ rows: 3, delimiter: ';', decimalMark: ',', fileName: 'data.csv' })
  expect(dataset.columns.map(({ name, kind, missing }) => [name, kind, missing])).toEqual([
    ['t', 'numeric', 1],
    ['linha', 'categorical', 0],
    ['y', 'numeric', 0],
  ])
  await expect(harness.client.training.start.mutate({ datasetId, target: 'linha' })).rejects.toMatchObject({
    data: { httpStatus: 400, app: { code: 'target_not_numeric' } },
  })
  const training = await harness.client.training.start.mutate({ datasetId, target: 'y' })
  expect(training).toMatchObject({ datasetId, target: 'y', state: 'queued', attempts: 0 })
})

test('how far the numbers spread is known, but not of a data set that an older version stored', async () => {
  const { id } = await newMachine(harness)
  const response = await fetch(`${harness.url}/datasets/?machine_id=${id}`, csvForm('linha;y\nL1;2\nL2;4\n'))
  const stored = restDataset.parse(await response.json())
  const spread = async () =>
    (await harness.client.datasets.get.query({ datasetId: stored.id })).columns.map(({ name, sd }) => [name, sd])
  expect(stored.columns.map(({ sd }) => sd)).toEqual([null, 1])
  expect(await spread()).toEqual([
    ['linha', null],
    ['y', 1],
  ])
  const older = stored.columns.map(({ sd: _, ...column }) => column)
  const { db } = harness.backend.deps.database
  await db
    .updateTable('datasets')
    .set({ columns: JSON.stringify(older) })
    .where('id', '=', stored.id)
    .execute()
  expect(await spread()).toEqual([
    ['linha', null],
    ['y', null],
  ])
})

test('the very same file is found again by its hash, on its own machine alone', async () => {
  const { client } = harness
  const mine = (await newMachine(harness)).id
  const other = (await newMachine(harness)).id
  const send = async (machine: number, content: string) =>
    restDataset.parse(await (await fetch(`${harness.url}/datasets?machine_id=${machine}`, csvForm(content))).json())
  const first = await send(mine, goodCsv)
  await send(mine, `${goodCsv}4,4,4\n`)
  await send(other, goodCsv)
  const found = await client.datasets.list.query({ machineId: mine, sha256: first.sha256 })
  expect(found.items.map(({ id }) => id)).toEqual([first.id])
  await expect(client.datasets.list.query({ machineId: mine, sha256: 'x' })).rejects.toMatchObject({
    data: { app: { code: 'invalid_input' } },
  })
})
