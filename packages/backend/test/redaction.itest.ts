import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { createLog } from '../src/log.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { newMachine, patient, reached, received, startTraining } from './support/steps.ts'

/** Everything that leaves the backend, or stays in it, during the run. */
const log: string[] = []
const told: string[] = []

let harness: Harness
let offset = 0
beforeAll(async () => {
  const destination = { write: (line: string) => void log.push(line) }
  harness = await startHarness({}, { log: createLog('debug', destination), now: () => new Date(Date.now() + offset) })
})
afterAll(() => harness.close())

const tell = async (response: Response): Promise<void> => {
  told.push(await response.text(), JSON.stringify([...response.headers]))
}

const tables = async (): Promise<string[]> => {
  const { db } = harness.backend.deps.database
  const { rows } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(db)
  const contents: string[] = []
  for (const { schema, name } of rows) {
    const table = sql.id(schema, name)
    const { rows: found } = await sql<{ text: string }>`select t::text as text from ${table} as t`.execute(db)
    contents.push(...found.map(({ text }) => text))
  }
  return contents
}

/** The live stream as a browser gets it, read until the signal aborts. */
const readStream = async (signal: AbortSignal): Promise<void> => {
  const response = await fetch(`${harness.url}/trpc/training.changes?input=%7B%7D`, { signal })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) told.push(decoder.decode(chunk, { stream: true }))
}

test('no token of a whole run is in a log line, an answer, an event or the database', async () => {
  const { service, url, client } = harness
  const tokens = new Set<string>()
  const note = (callbackUrl: string) => {
    tokens.add(callbackUrl.split('/').at(-1) ?? '')
    return callbackUrl
  }
  const stop = new AbortController()
  const stream = readStream(stop.signal).catch(() => {})
  const { id, modelId } = await newMachine(harness)

  // Every way in which a model service can quote the address it was given, one attempt each.
  const quoting: ((callbackUrl: string, response: Parameters<typeof json>[0]) => void)[] = [
    (at, response) => json(response, { detail: `cannot post to ${at}` }, 500),
    (at, response) => void response.writeHead(502, { 'x-callback': at }).end(`<a href="${at}">${at}</a>`),
    (at, response) => void response.socket?.end(`${at} is no HTTP\r\n\r\n`),
    (at, response) => json(response, { message: 'started', error: `url=${encodeURIComponent(at)} \\"${at}\\"` }),
  ]
  service.misbehave.train = ({ url: asked, response }) => {
    const answer = quoting.shift()
    if (quoting.length === 0) delete service.misbehave.train
    answer?.(note(asked.searchParams.get('url') ?? ''), response)
  }
  const refused = await startTraining(harness, id)
  await vi.waitFor(async () => {
    const { items } = await client.training.attempts.query({ trainingId: refused })
    expect(items[0]).toMatchObject({ attempt: 3, outcome: 'unknown' })
  }, patient)
  // The callback of an attempt that may have arrived gets its time; then it is made again, after a pause.
  for (const time of [31_000, 20_000]) {
    offset += time
    await sweepTrainings({ ctx: harness.backend.deps })
  }
  const failed = await reached(harness, refused, 'failed')
  expect(failed.failure?.message).toContain('[redacted]')

  const completed = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  note(sent.callbackUrl)
  await reached(harness, completed, 'training')
  await tell(await service.post(sent, { model_id: modelId, status: 'running', stage: sent.callbackUrl, progress: 0.5 }))
  await tell(await service.post(sent, `nonsense ${sent.callbackUrl}`))
  await tell(await service.post(sent, { model_id: modelId + 1, status: sent.callbackUrl }))
  await tell(await fetch(sent.callbackUrl))
  await tell(await fetch(`${sent.callbackUrl}/x`, { method: 'POST' }))
  await tell(await fetch(sent.callbackUrl.replace('treinamento/', 'treinamento%2F'), { method: 'POST' }))
  await tell(await service.complete(sent, { r2: 0.5, origin: sent.callbackUrl }))
  await reached(harness, completed, 'completed')
  await tell(await service.complete(sent))

  for (const trainingId of [refused, completed]) {
    for (const query of [client.training.get.query, client.training.deliveries.query, client.training.attempts.query]) {
      told.push(JSON.stringify(await query({ trainingId })))
    }
  }
  for (const path of [`/ranking/?machine_id=${id}`, '/machines/', `/machines/${id}`, '/openapi.json', '/readyz']) {
    await tell(await fetch(`${url}${path}`))
  }
  stop.abort()
  await stream

  expect(tokens.size).toBe(5)
  expect(told.some((text) => text.includes('"completed"'))).toBe(true)
  expect(log.some((line) => line.includes('a training could not be sent'))).toBe(true)
  for (const line of log) expect(() => JSON.parse(line)).not.toThrow()
  const stored = await tables()
  expect(stored.some((row) => row.includes('Prensa'))).toBe(true)
  for (const [where, texts] of Object.entries({ log, told, stored })) {
    for (const token of tokens) {
      expect({ where, hits: texts.filter((text) => text.includes(token)) }).toEqual({ where, hits: [] })
    }
  }
})

test('a request is told in one line, by its route and under the id that its answer carries', async () => {
  const ask = async (path: string, id: string) => {
    const from = log.length
    const response = await fetch(`${harness.url}${path}`, { headers: { 'x-request-id': id } })
    const lines = log.slice(from).map((line) => JSON.parse(line) as { msg: string; reqId?: string })
    return { id: response.headers.get('x-request-id'), told: lines.filter(({ msg }) => msg === 'request') }
  }
  const own = await ask('/machines/999', 'abc_DEF-12')
  expect(own).toMatchObject({
    id: 'abc_DEF-12',
    told: [
      {
        level: 'info',
        reqId: own.id,
        method: 'GET',
        route: '/machines/:machine_id',
        path: '/machines/999',
        status: 404,
      },
    ],
  })
  for (const strange of ['short', 'x'.repeat(65), 'with space', '{"level":"fatal"}']) {
    const minted = await ask('/webhook/treinamento/abcDEF', strange)
    expect(minted.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(minted.told).toMatchObject([
      {
        reqId: minted.id,
        route: '/webhook/treinamento/[redacted]',
        path: '/webhook/treinamento/[redacted]',
        status: 405,
      },
    ])
  }
})
