import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertDelivery, type NewDelivery } from '../src/db/queries/deliveries.ts'
import { lockStep } from '../src/db/queries/trainings.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { newMachine, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const begin = async () => {
  const machine = await newMachine(harness)
  const trainingId = await startTraining(harness, machine.id)
  const training = await received(harness, machine.modelId)
  await reached(harness, trainingId, 'training')
  return { machine, trainingId, training }
}

const logOf = async (trainingId: number) =>
  (await harness.client.training.deliveries.query({ trainingId, limit: 100 })).items.toReversed()

test('what reaches a training stands in its log, with what came of it', async () => {
  const { training, trainingId, machine } = await begin()
  const { service } = harness
  const completed = JSON.stringify({ model_id: machine.modelId, status: 'completed', metrics: { r2: 0.5 } })
  service.rankings.set(machine.modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
  await service.post(training, { model_id: machine.modelId, status: 'training', progress: 0.1 })
  await service.post(training, 'no json')
  await service.post(training, { model_id: machine.modelId + 1, status: 'completed' })
  await service.post(training, { model_id: machine.modelId, status: 'x', pad: 'y'.repeat(70_000) })
  await service.post(training, completed)
  await reached(harness, trainingId, 'completed')
  await service.post(training, completed)
  await service.post(training, { model_id: machine.modelId, status: 'failed' })
  await harness.backend.deps.database.db
    .updateTable('callbacks')
    .set({ expires_at: new Date(0) })
    .where('training_id', '=', trainingId)
    .execute()
  await service.post(training, completed)
  const log = await logOf(trainingId)
  expect(log.map(({ number, outcome, status }) => [number, outcome, status])).toEqual([
    [1, 'applied', 'training'],
    [2, 'bad_body', null],
    [3, 'wrong_model', 'completed'],
    [4, 'bad_body', null],
    [5, 'applied', 'completed'],
    [6, 'duplicate', 'completed'],
    [7, 'late', 'failed'],
    [8, 'expired', null],
  ])
  expect(log[4]).toMatchObject({
    attempt: 1,
    source: '127.0.0.1',
    bytes: completed.length,
    bodySha256: createHash('sha256').update(completed).digest('hex'),
    messageId: null,
  })
  expect(log[7]).toMatchObject({ bytes: null, bodySha256: null })
})

test('of many equal callbacks at once one has an effect, and all have their row', async () => {
  const { training, trainingId, machine } = await begin()
  const body = { model_id: machine.modelId, status: 'failed', error: 'no' }
  const contradictions = [0.1, 0.2, 0.3, 0.4, 0.5].map((r2) => ({
    model_id: machine.modelId,
    status: 'completed',
    metrics: { r2 },
  }))
  const first = await harness.service.post(training, body)
  expect(first.status).toBe(200)
  const posts = [...Array.from({ length: 50 }, () => body), ...contradictions]
  const answers = await Promise.all(posts.map((content) => harness.service.post(training, content)))
  for (const answer of answers) {
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: 'failed' })])
  }
  const log = await logOf(trainingId)
  const count = (outcome: string) => log.filter((delivery) => delivery.outcome === outcome).length
  expect([log.length, count('applied'), count('duplicate'), count('late')]).toEqual([56, 1, 50, 5])
  expect((await harness.client.training.get.query({ trainingId })).failure?.message).toBe('no')
})

test('a token that nobody was given leaves no row anywhere', async () => {
  const { training } = await begin()
  const rows = () =>
    harness.backend.deps.database.db
      .selectFrom('deliveries')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
  const before = await rows()
  const callbackUrl = `${harness.url}/webhook/treinamento/${'B'.repeat(43)}`
  expect((await harness.service.post({ ...training, callbackUrl }, {})).status).toBe(401)
  expect(await rows()).toEqual(before)
})

test('the log keeps the last two hundred', async () => {
  const { trainingId } = await begin()
  const { database } = harness.backend.deps
  await database.transact(async (trx) => {
    for (let i = 0; i < 230; i++) await insertDelivery(trx, refused(trainingId, i))
  })
  const pages = []
  for (let cursor: string | null = null; ;) {
    const page: Awaited<ReturnType<typeof harness.client.training.deliveries.query>> =
      await harness.client.training.deliveries.query({ trainingId, cursor, limit: 100 })
    pages.push(...page.items.map(({ number }) => number))
    cursor = page.nextCursor
    if (cursor === null) break
  }
  expect(pages).toEqual(Array.from({ length: 200 }, (_, i) => 230 - i))
})

const refused = (trainingId: number, bytes: number): NewDelivery => ({
  trainingId,
  attempt: 1,
  at: new Date(),
  outcome: 'bad_body',
  status: null,
  eventKey: null,
  messageId: null,
  bodySha256: null,
  bytes,
  source: null,
})

test('the database itself refuses to take a callback twice', async () => {
  const { trainingId } = await begin()
  const { database } = harness.backend.deps
  const taken = { ...refused(trainingId, 1), outcome: 'applied', eventKey: 'id:msg_1' } as const
  const insert = (delivery: NewDelivery) =>
    database.transact(async (trx) => {
      await lockStep(trx, trainingId)
      await insertDelivery(trx, delivery)
    })
  await insert(taken)
  await expect(insert({ ...taken, outcome: 'late' })).rejects.toMatchObject({ code: '23505' })
  await insert({ ...taken, outcome: 'duplicate' })
  await insert({ ...taken, attempt: 2 })
  expect((await logOf(trainingId)).map(({ number }) => number)).toEqual([1, 2, 3])
})

test('every attempt is noted with what came of it, and a callback to a replaced one is seen', async () => {
  const { id, modelId } = await newMachine(harness)
  const { service } = harness
  const refusals: string[] = []
  service.misbehave.train = ({ url, response }) => {
    refusals.push(url.searchParams.get('url') ?? '')
    delete service.misbehave.train
    json(response, { detail: `no memory for ${refusals[0]}` }, 500)
  }
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  await reached(harness, trainingId, 'training')
  const { items } = await harness.client.training.attempts.query({ trainingId })
  expect(items).toMatchObject([
    { attempt: 2, outcome: 'accepted', detail: null, endedAt: expect.any(Date) },
    { attempt: 1, outcome: 'failed', endedAt: expect.any(Date) },
  ])
  expect(items[1]?.detail).toMatch(/no memory for .*\[redacted\]/)
  expect((await service.complete({ ...sent, callbackUrl: refusals[0] ?? '' })).status).toBe(401)
  await service.complete(sent)
  await reached(harness, trainingId, 'completed')
  const log = await logOf(trainingId)
  expect(log.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, 'superseded'],
    [2, 'applied'],
  ])
})

test('the log of a training that is not there is a 404', async () => {
  for (const query of [harness.client.training.deliveries.query, harness.client.training.attempts.query]) {
    await expect(query({ trainingId: 2_000_000_000 })).rejects.toMatchObject({
      data: { app: { code: 'training_not_found' } },
    })
  }
})
