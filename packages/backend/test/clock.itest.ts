import type { TrainingState } from '@alavanca/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { begin, newMachine, patient, reached, startTraining } from './support/steps.ts'

/** What the backend's clock is ahead of ours. */
let ahead = 0
let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ trainingDeadlineS: 3_600 }, { now: () => new Date(Date.now() + ahead) })
})
afterAll(() => harness.close())

const stateOf = async (trainingId: number): Promise<TrainingState> =>
  (await harness.client.training.get.query({ trainingId })).state

type Kind = keyof Harness['service']['misbehave']

/** Keeps calls of one kind waiting until each is released with this answer. */
const hold = (kind: Kind, answer: object = {}) => {
  const held: (() => void)[] = []
  harness.service.misbehave[kind] = ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    // A sender gives up a service that says nothing for long, and this test may take longer.
    const sign = setInterval(() => response.write(' '), 1_000)
    held.push(() => {
      clearInterval(sign)
      response.end(JSON.stringify(answer))
    })
  }
  return {
    release: () => {
      delete harness.service.misbehave[kind]
      for (const release of held.splice(0)) release()
    },
    releaseOne: () => held.shift()?.(),
    until: (count: number) => vi.waitFor(() => expect(held.length).toBe(count), patient),
  }
}

test('an hour on, a training whose result was lost ends: recovered if its ranking is new, else failed', async () => {
  const [lost, stale, silent] = [await newMachine(harness), await newMachine(harness), await newMachine(harness)]
  const before = await begin(harness, stale)
  await harness.service.complete(before.sent)
  await reached(harness, before.trainingId, 'completed')
  const trainings = [await begin(harness, lost), await begin(harness, stale), await begin(harness, silent)] as const
  harness.service.rankings.set(lost.modelId, '[{"feature":"b","score_final":1,"importance_shap_mean_abs":2}]')
  await sweepTrainings({ ctx: harness.backend.deps })
  for (const { trainingId } of trainings) expect(await stateOf(trainingId)).toBe('training')
  ahead += 3_601_000
  await sweepTrainings({ ctx: harness.backend.deps })
  const [recovered, same, none] = trainings
  expect(await reached(harness, recovered.trainingId, 'completed')).toMatchObject({ metrics: null, failure: null })
  expect((await reached(harness, same.trainingId, 'failed')).failure?.code).toBe('deadline')
  expect((await reached(harness, none.trainingId, 'failed')).failure?.code).toBe('deadline')
  const ranking = await harness.client.ranking.ofTraining.query({ trainingId: recovered.trainingId })
  expect(ranking.entries.map(({ feature }) => feature)).toEqual(['b'])
  // Its result comes after all: too late, and answered with what stands.
  const late = await harness.service.complete(same.sent, { r2: 0.9 })
  expect([late.status, await late.json()]).toEqual([200, expect.objectContaining({ status: 'failed' })])
})

test('a deadline is data: a restart neither moves nor forgets it', async () => {
  const machine = await newMachine(harness)
  const { trainingId, deadlineAt } = await begin(harness, machine)
  expect(deadlineAt).not.toBeNull()
  await harness.restart()
  expect((await harness.client.training.get.query({ trainingId })).deadlineAt).toEqual(deadlineAt)
  ahead += 3_601_000
  expect((await reached(harness, trainingId, 'failed')).failure?.code).toBe('deadline')
})

test('a sender whose lease lapsed writes nothing any more, and the callback to its address neither', async () => {
  const { id, modelId } = await newMachine(harness)
  const train = hold('train')
  const urls: string[] = []
  const answer = harness.service.misbehave.train
  harness.service.misbehave.train = (call) => {
    urls.push(call.url.searchParams.get('url') ?? '')
    answer?.(call)
  }
  const trainingId = await startTraining(harness, id)
  await train.until(1)
  ahead += 31_000
  await sweepTrainings({ ctx: harness.backend.deps })
  await train.until(2)
  const attempts = async () => (await harness.client.training.attempts.query({ trainingId })).items
  expect(await attempts()).toMatchObject([
    { attempt: 2, outcome: null },
    { attempt: 1, outcome: 'no_answer' },
  ])
  // Now the first attempt is answered after all, and its file trained on.
  train.releaseOne()
  const stale = { modelId, callbackUrl: urls[0] ?? '', targetColumn: 'y', body: Buffer.alloc(0) }
  expect((await harness.service.complete(stale, { r2: 0.1 })).status).toBe(401)
  // Had the stale sender moved it, that would be seen by when another training of the same process is through.
  const other = await newMachine(harness)
  delete harness.service.misbehave.train
  const bystander = await begin(harness, other)
  await harness.service.complete(bystander.sent)
  await reached(harness, bystander.trainingId, 'completed')
  expect(await stateOf(trainingId)).toBe('sending')
  train.release()
  await reached(harness, trainingId, 'training')
  expect(await attempts()).toMatchObject([
    { attempt: 2, outcome: 'accepted' },
    { attempt: 1, outcome: 'no_answer' },
  ])
  await harness.service.complete({ ...stale, callbackUrl: urls[1] ?? '' }, { r2: 0.9 })
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ attempts: 2, metrics: { r2: 0.9 } })
})

const cancel = async (trainingId: number) => {
  expect(await harness.client.training.cancel.mutate({ trainingId })).toMatchObject({ state: 'cancelled' })
}

/** The machine goes on: its next training is sent and ends well. */
const goesOn = async (machine: { id: number; modelId: number }) => {
  // The model counts as busy for a while after a cancellation that the service cannot be told of.
  ahead += 61_000
  const { trainingId, sent } = await begin(harness, machine)
  await harness.service.complete(sent)
  await reached(harness, trainingId, 'completed')
}

test('cancelled while it waits its turn', async () => {
  const machine = await newMachine(harness)
  const working = await begin(harness, machine)
  const waiting = await startTraining(harness, machine.id)
  expect(await stateOf(waiting)).toBe('queued')
  await cancel(waiting)
  await harness.service.complete(working.sent)
  await reached(harness, working.trainingId, 'completed')
  await goesOn(machine)
  expect(await stateOf(waiting)).toBe('cancelled')
})

test('cancelled while its file goes out: the answer that comes then moves nothing', async () => {
  const machine = await newMachine(harness)
  const train = hold('train')
  const trainingId = await startTraining(harness, machine.id)
  await train.until(1)
  await cancel(trainingId)
  train.release()
  await vi.waitFor(async () => {
    const { items } = await harness.client.training.attempts.query({ trainingId })
    expect(items).toMatchObject([{ outcome: 'accepted' }])
  }, patient)
  expect(await stateOf(trainingId)).toBe('cancelled')
  await goesOn(machine)
})

test('cancelled while the model learns', async () => {
  const machine = await newMachine(harness)
  const { trainingId } = await begin(harness, machine)
  await cancel(trainingId)
  await goesOn(machine)
  expect(await stateOf(trainingId)).toBe('cancelled')
})

test('cancelled while its ranking is fetched: the ranking that comes then is not stored', async () => {
  const machine = await newMachine(harness)
  const { trainingId, sent } = await begin(harness, machine)
  const ranking = hold('ranking', [{ feature: 'a', score_final: 1, importance_shap_mean_abs: 2 }])
  await harness.service.complete(sent)
  await ranking.until(1)
  expect(await stateOf(trainingId)).toBe('storing')
  await cancel(trainingId)
  ranking.release()
  await goesOn(machine)
  expect(await stateOf(trainingId)).toBe('cancelled')
  const { db } = harness.backend.deps.database
  const stored = await db.selectFrom('rankings').select('training_id').where('training_id', '>=', trainingId).execute()
  expect(stored.map(({ training_id: of }) => of)).not.toContain(trainingId)
  expect(stored).toHaveLength(1)
})
