import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { createLog } from '../src/log.ts'
import { postJson } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { defaultRanking, json } from './support/old-service.ts'
import { newMachine, reached, received, startTraining, patient } from './support/steps.ts'

let now = Date.now()
const lines: string[] = []
let harness: Harness
beforeAll(async () => {
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  harness = await startHarness({}, { now: () => new Date(now), log })
})
afterAll(() => harness.close())

const create = async () => (await fetch(`${harness.url}/machines/`, postJson({ machine_name: 'Torno' }))).status
const health = () => harness.backend.deps.modelService.health()
const said = (sentence: string) => lines.filter((line) => line.includes(sentence)).length

test('while the service fails, calls pause together, nothing is spent, and one success lets all go on', async () => {
  const { service } = harness
  const { id, modelId } = await newMachine(harness)
  let asked = 0
  const kinds = ['create', 'delete', 'train', 'ranking'] as const
  for (const kind of kinds) {
    service.misbehave[kind] = ({ response }) => {
      asked++
      json(response, { detail: 'Internal Server Error' }, 500)
    }
  }
  for (let i = 0; i < 8; i++) expect(await create()).toBe(502)
  expect([asked, health().condition, said('calls to it pause')]).toEqual([8, 'open', 1])

  // Who waits for an answer finds out each time; work in the background does not ask.
  const removed = await fetch(`${harness.url}/machines/${id}`, { method: 'DELETE' })
  expect([removed.status, await create(), asked]).toEqual([502, 502, 10])
  const trainingId = await startTraining(harness, id)
  const waiting = await vi.waitFor(async () => {
    const training = await harness.client.training.get.query({ trainingId })
    expect(training.nextAttemptAt).not.toBeNull()
    return training
  }, patient)
  expect(waiting).toMatchObject({ state: 'queued', attempts: 0, failure: null })
  expect((await harness.client.training.attempts.query({ trainingId })).items).toEqual([])
  const ready = await fetch(`${harness.url}/readyz`)
  expect(ready.status).toBe(200)
  expect(await ready.json()).toEqual({ status: 'ok', model_service: 'degraded' })

  expect(asked).toBe(10)

  // Back: the next one who asks finds it so, whatever is left of the pause.
  for (const kind of kinds) delete service.misbehave[kind]
  expect((health().retryAt?.getTime() ?? 0) - now).toBeGreaterThan(1_000)
  expect([await create(), await create()]).toEqual([200, 200])
  expect([health().condition, said('answers again'), said('calls to it pause')]).toEqual(['closed', 1, 1])
  // Long enough ago that its job counts as lost: not to wait for it in the test's own time.
  now += 31_000
  await sweepTrainings({ ctx: harness.backend.deps })
  await service.complete(await received(harness, modelId))
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ attempts: 1 })
})

test('what the service refuses never makes calls pause', async () => {
  harness.service.misbehave.create = ({ response }) => json(response, { error: 'no more models' })
  for (let i = 0; i < 10; i++) expect(await create()).toBe(502)
  expect(health()).toEqual({ condition: 'closed', failures: 0, retryAt: null })
  delete harness.service.misbehave.create
})

test('a result that is there at the deadline is found though calls pause', async () => {
  const { service } = harness
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  await received(harness, modelId)
  await reached(harness, trainingId, 'training')
  service.misbehave.create = ({ response }) => json(response, {}, 503)
  for (let i = 0; i < 8; i++) await create()
  expect(health().condition).toBe('open')
  service.rankings.set(modelId, defaultRanking)
  now += 3_601_000
  await create()
  expect(health().condition).toBe('open')
  await sweepTrainings({ ctx: harness.backend.deps })
  expect((await harness.client.training.get.query({ trainingId })).failure).toBeNull()
  delete service.misbehave.create
  expect(await create()).toBe(200)
  await reached(harness, trainingId, 'completed')
})

test('a training that has waited a day ends, though no call is made any more', async () => {
  const { service } = harness
  const { id } = await newMachine(harness)
  service.misbehave.create = ({ response }) => json(response, {}, 503)
  for (let i = 0; i < 8; i++) await create()
  const trainingId = await startTraining(harness, id)
  await vi.waitFor(
    async () => expect((await harness.client.training.get.query({ trainingId })).nextAttemptAt).not.toBeNull(),
    patient,
  )
  now += 25 * 3_600_000
  // Still failing: the probe that is due then, and the pause after it.
  await create()
  await sweepTrainings({ ctx: harness.backend.deps })
  expect((await reached(harness, trainingId, 'failed')).failure?.code).toBe('model_service_unavailable')
  delete service.misbehave.create
  now += 5_000
  expect(await create()).toBe(200)
})

test('a service that answers everything with a 500 fails a training after eight bad attempts, pause or not', async () => {
  const { service } = harness
  const { id } = await newMachine(harness)
  for (const kind of ['create', 'ranking', 'train'] as const) {
    service.misbehave[kind] = ({ response }) => json(response, { detail: 'Internal Server Error' }, 500)
  }
  const trainingId = await startTraining(harness, id)
  const failed = await vi.waitFor(
    async () => {
      now += 30_000
      await sweepTrainings({ ctx: harness.backend.deps })
      const training = await harness.client.training.get.query({ trainingId })
      expect(training.state).toBe('failed')
      return training
    },
    { ...patient, interval: 100 },
  )
  expect(failed.failure?.code).toBe('model_service_failed')
  const { items } = await harness.client.training.attempts.query({ trainingId, limit: 100 })
  // The clock may have gone over one's lease while it was under way.
  const bad = items.filter(({ outcome }) => outcome === 'failed' || outcome === 'no_answer')
  expect(bad).toHaveLength(8)
  expect(health().condition).toBe('open')
  for (const kind of ['create', 'ranking', 'train'] as const) delete service.misbehave[kind]
})
