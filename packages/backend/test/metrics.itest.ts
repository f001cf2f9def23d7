import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { csvForm } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, patient, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({}, { metrics: true })
})
afterAll(() => harness.close())

const ask = (path = '/metrics', headers: Record<string, string> = { host: '127.0.0.1:9464' }) => {
  const { metricsApp } = harness.backend
  if (!metricsApp) throw new Error('nothing is counted')
  return metricsApp.request(path, { headers })
}

/** What the database is asked for is left out where it is too busy to answer soon: asked for until it is there. */
const read = (): Promise<string> =>
  vi.waitFor(async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await answer.text()
    expect(text).toMatch(/^oldest_job_seconds \d/m)
    return text
  }, patient)

/** Values by series: the name with its labels in the order of their names. */
const scrape = async (): Promise<{ text: string; value: (series: string) => number | undefined }> => {
  const text = await read()
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', number = ''] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    const sorted = (labels.match(/\w+="[^"]*"/g) ?? []).toSorted().join(',')
    values.set(sorted === '' ? name : `${name}{${sorted}}`, Number(number))
  }
  return { text, value: (series) => values.get(series) }
}

const count = (route: string, method: string, statusClass: string) =>
  `http_request_duration_seconds_count{method="${method}",route="${route}",status_class="${statusClass}"}`

/** One request written as it stands, for what no client sends. */
const raw = async (text: string): Promise<void> => {
  const socket = connect(Number(new URL(harness.url).port), '127.0.0.1')
  socket.write(text)
  socket.resume()
  await once(socket, 'close')
}

test('after a story of requests the numbers are those of the story', async () => {
  const { id, modelId } = await newMachine(harness, 'Prensa Xilofone')
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  harness.service.rankings.set(modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
  await reached(harness, trainingId, 'training')
  for (let i = 0; i < 2; i++) expect((await harness.service.complete(sent)).status).toBe(200)
  expect((await fetch(sent.callbackUrl.replace(/[^/]+$/, 'x'.repeat(43)), { method: 'POST' })).status).toBe(401)
  await reached(harness, trainingId, 'completed')
  const refused = await fetch(`${harness.url}/train/?machine_id=${id}&target_column=q`, csvForm('a,y\n1,2\n2,3\n'))
  expect(refused.status).toBe(400)
  for (let i = 0; i < 3; i++) await fetch(`${harness.url}/machines`)
  await fetch(`${harness.url}/machines/${id}`)
  await fetch(`${harness.url}/machines/999`)
  const stream = await fetch(`${harness.url}/trpc/training.changes`)

  const { text, value } = await scrape()
  expect(value(count('/machines', 'GET', '2xx'))).toBe(3)
  expect(value(count('/machines', 'POST', '2xx'))).toBe(1)
  expect(value(count('/machines/:machine_id', 'GET', '2xx'))).toBe(1)
  expect(value(count('/machines/:machine_id', 'GET', '4xx'))).toBe(1)
  expect(value(count('/train', 'POST', '2xx'))).toBe(1)
  expect(value(count('/train', 'POST', '4xx'))).toBe(1)
  expect(value(count('/webhook/treinamento/:token', 'POST', '2xx'))).toBe(2)
  expect(value(count('/webhook/treinamento/:token', 'POST', '4xx'))).toBe(1)
  expect(value(count('/trpc/training.changes', 'GET', '2xx'))).toBe(1)
  expect(value('webhook_total{outcome="applied"}')).toBe(1)
  expect(value('webhook_total{outcome="duplicate"}')).toBe(1)
  expect(value('webhook_total{outcome="callback_unauthorized"}')).toBe(1)
  expect(value('trainings{state="completed"}')).toBe(1)
  expect(value('trainings{state="failed"}')).toBe(0)
  expect(value('model_request_seconds_count{op="create",outcome="ok"}')).toBe(1)
  expect(value('model_request_seconds_count{op="train",outcome="ok"}')).toBe(1)
  expect(value('model_request_seconds_count{op="ranking",outcome="ok"}')).toBeGreaterThanOrEqual(1)
  expect(value('sse_clients')).toBe(1)
  // Both files and what is around them.
  expect(value('upload_bytes_total')).toBeGreaterThan(100)
  expect(value('upload_bytes_total')).toBeLessThan(1_000)
  const pool = (state: string) => value(`db_pool{state="${state}"}`) ?? Number.NaN
  expect(pool('used') + pool('idle')).toBeGreaterThanOrEqual(1)
  expect(pool('waiting')).toBeGreaterThanOrEqual(0)
  expect(value('jobs{queue="training-dispatch",state="failed"}')).toBe(0)
  expect(value('oldest_job_seconds')).toBeGreaterThanOrEqual(0)
  expect(value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0)

  const token = new URL(sent.callbackUrl).pathname.split('/').at(-1) ?? ''
  const labels = (text.match(/\{.*\}/g) ?? []).join('\n')
  for (const secret of [token, createHash('sha256').update(token).digest('hex'), 'Xilofone', 'x'.repeat(43), '999'])
    expect(labels).not.toContain(secret)

  await stream.body?.cancel()
  await vi.waitFor(async () => expect((await scrape()).value('sse_clients')).toBe(0), patient)
  // The jobs look for work now and then, each on its own.
  await vi.waitFor(async () => expect((await scrape()).value('db_pool{state="waiting"}')).toBe(0), patient)
})

test('jobs are told by queue and state, and for how long the oldest could have run', async () => {
  const { database, jobs } = harness.backend.deps
  // Those of the test before have run.
  await vi.waitFor(async () => expect((await scrape()).value('oldest_job_seconds')).toBe(0), patient)
  await jobs.enqueue(null, 'training-collect', { trainingId: 0 }, new Date(Date.now() + 3_600_000))
  const later = await scrape()
  expect(later.value('jobs{queue="training-collect",state="created"}')).toBe(1)
  expect(later.value('oldest_job_seconds')).toBe(0)
  // Kept from being taken, so that it stays as it is.
  await sql`update pgboss.job set start_after = now() - interval '1 hour', state = 'retry', blocked = true
    where name = 'training-collect' and state = 'created'`.execute(database.db)
  const now = await scrape()
  expect(now.value('jobs{queue="training-collect",state="created"}')).toBe(0)
  expect(now.value('jobs{queue="training-collect",state="retry"}')).toBe(1)
  expect(now.value('oldest_job_seconds')).toBeGreaterThanOrEqual(3_600)
})

test('whatever is asked for in whatever way, there are no more series than routes', async () => {
  const series = async () => (await scrape()).text.match(/^http_request_duration_seconds_count\{.*\}/gm) ?? []
  const head = (host = '127.0.0.1') => `Host: ${host}\r\nConnection: close\r\n\r\n`
  const askOddly = async (word: string) => {
    await raw(`${word === 'first' ? 'PURGE' : 'M-SEARCH'} /machines HTTP/1.1\r\n${head()}`)
    await raw(`GET /${word}/"%22{}\\ HTTP/1.1\r\n${head()}`)
    await raw(`GET /trpc/${word} HTTP/1.1\r\n${head()}`)
    await raw(`GET /trpc/${word},machines.list?batch=1 HTTP/1.1\r\n${head()}`)
    await raw(`GET /machines/${word}%0a HTTP/1.1\r\n${head()}`)
    await raw(`GET /machines HTTP/1.1\r\n${head(`${word}.example`)}`)
  }
  await askOddly('first')
  const before = await series()
  expect(before.filter((name) => name.includes('method="other"'))).toHaveLength(1)
  expect(before.filter((name) => name.includes('route="other"'))).toHaveLength(1)
  for (let i = 0; i < 20; i++) await askOddly(`word-${i}`)
  expect(await series()).toEqual(before)
})

test('only this machine is answered, by its own names, and only about metrics', async () => {
  for (const host of ['127.0.0.1', 'localhost:9464', '[::1]:9464'])
    expect((await ask('/metrics', { host })).status).toBe(200)
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:9464', ''])
    expect((await ask('/metrics', { host })).status).toBe(421)
  expect((await ask('/machines')).status).toBe(404)
  expect((await fetch(`${harness.url}/metrics`)).status).toBe(404)
})
