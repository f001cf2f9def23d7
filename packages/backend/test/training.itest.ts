import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { newMachine, patient, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

test('a training waits for a model service that is away, and is sent when it is back', async () => {
  const { id, modelId } = await newMachine(harness)
  await harness.service.stop()
  const trainingId = await startTraining(harness, id)
  await vi.waitFor(
    async () => expect((await harness.client.training.get.query({ trainingId })).attempts).toBeGreaterThan(1),
    patient,
  )
  const waiting = await harness.client.training.get.query({ trainingId })
  expect(['queued', 'sending']).toContain(waiting.state)
  await harness.service.start()
  await harness.service.complete(await received(harness, modelId))
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ failure: null })
})

test('an attempt that the model service answers with a 500 is made again, with another token', async () => {
  const { id, modelId } = await newMachine(harness)
  const refused: string[] = []
  harness.service.misbehave.train = ({ url, response }) => {
    refused.push(url.searchParams.get('url') ?? '')
    delete harness.service.misbehave.train
    json(response, { detail: 'Internal Server Error' }, 500)
  }
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  expect(refused[0]).not.toBe(sent.callbackUrl)
  const voided = await harness.service.complete({ ...sent, callbackUrl: refused[0] ?? '' })
  expect(voided.status).toBe(401)
  await harness.service.complete(sent)
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ attempts: 2 })
})

test('what the model service refuses fails with its own words', async () => {
  const { id } = await newMachine(harness)
  harness.service.misbehave.train = ({ response }) => json(response, { error: 'column y has text' })
  const trainingId = await startTraining(harness, id)
  const failed = await reached(harness, trainingId, 'failed')
  delete harness.service.misbehave.train
  expect(failed.failure).toEqual({ code: 'model_service_rejected', message: 'column y has text' })
})

test('a machine trains one at a time, in order, each with its own token', async () => {
  const { id, modelId } = await newMachine(harness)
  const ids = [await startTraining(harness, id), await startTraining(harness, id), await startTraining(harness, id)]
  const tokens = new Set<string>()
  for (const [index, trainingId] of ids.entries()) {
    const training = await received(harness, modelId, index + 1)
    expect(harness.service.trainings.filter((sent) => sent.modelId === modelId)).toHaveLength(index + 1)
    tokens.add(training.callbackUrl)
    await harness.service.complete(training, { r2: index / 10 })
    await reached(harness, trainingId, 'completed')
  }
  expect(tokens.size).toBe(3)
  const history = await harness.client.training.list.query({ machineId: id, limit: 2 })
  expect(history.items.map((training) => [training.id, training.metrics?.r2])).toEqual([
    [ids[2], 0.2],
    [ids[1], 0.1],
  ])
  const rest = await harness.client.training.list.query({ machineId: id, cursor: history.nextCursor, limit: 2 })
  expect([rest.items.map((training) => training.id), rest.nextCursor]).toEqual([[ids[0]], null])
})

test('a cancelled training stays cancelled, its late result frees the machine, and a retry is a new one', async () => {
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  await reached(harness, trainingId, 'training')
  expect(await harness.client.training.cancel.mutate({ trainingId })).toMatchObject({ state: 'cancelled' })
  expect((await harness.client.machines.get.query({ machineId: id })).status).toBe('created')
  await expect(harness.client.training.cancel.mutate({ trainingId })).rejects.toMatchObject({
    data: { httpStatus: 409, app: { code: 'training_finished' } },
  })
  const again = await harness.client.training.retry.mutate({ trainingId })
  expect(again).toMatchObject({ retryOf: trainingId, target: 'y', state: 'queued' })
  const late = await harness.service.complete(sent)
  expect([late.status, await late.json()]).toEqual([200, expect.objectContaining({ status: 'cancelled' })])
  await harness.service.complete(await received(harness, modelId, 2))
  await reached(harness, again.id, 'completed')
  expect((await harness.client.training.get.query({ trainingId })).state).toBe('cancelled')
})

test('progress of a cancelled training does not let the next one at the model', async () => {
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  await reached(harness, trainingId, 'training')
  await harness.client.training.cancel.mutate({ trainingId })
  const again = await harness.client.training.retry.mutate({ trainingId })
  const late = await harness.service.post(sent, { model_id: modelId, status: 'training', progress: 0.2 })
  expect([late.status, await late.json()]).toEqual([200, expect.objectContaining({ status: 'cancelled' })])
  const freed = await harness.backend.deps.database.db
    .selectFrom('trainings')
    .select('linger_until')
    .where('id', '=', trainingId)
    .executeTakeFirstOrThrow()
  expect(freed.linger_until).not.toBeNull()
  expect((await harness.client.training.get.query({ trainingId: again.id })).state).toBe('queued')
  await harness.service.complete(sent)
  await harness.service.complete(await received(harness, modelId, 2))
  await reached(harness, again.id, 'completed')
})

test('a training that is cancelled before its file goes out is not sent', async () => {
  const { id, modelId } = await newMachine(harness)
  let answer = () => {}
  const asked = new Promise<void>((resolve) => {
    harness.service.misbehave.ranking = ({ response }) => {
      answer = () => json(response, { error: 'no ranking' })
      resolve()
    }
  })
  const trainingId = await startTraining(harness, id)
  await asked
  await harness.client.training.cancel.mutate({ trainingId })
  delete harness.service.misbehave.ranking
  answer()
  const other = await newMachine(harness)
  await startTraining(harness, other.id)
  await received(harness, other.modelId)
  expect(harness.service.trainings.map((training) => training.modelId)).not.toContain(modelId)
})

test('a queued training whose job got lost is found by the sweep', async () => {
  const { id, modelId } = await newMachine(harness)
  const { deps } = harness.backend
  const firstId = await startTraining(harness, id)
  const first = await received(harness, modelId)
  await reached(harness, firstId, 'training')
  const secondId = await startTraining(harness, id)
  const db = deps.database.db.updateTable('trainings')
  await db
    .set({ created_at: new Date(Date.now() - 60_000) })
    .where('id', '=', secondId)
    .execute()
  // As if the process had died between the end of the first and the job for the second.
  await db.set({ state: 'failed' }).where('id', '=', firstId).execute()
  await sweepTrainings({ ctx: deps })
  const second = await received(harness, modelId, 2)
  expect(second.callbackUrl).not.toBe(first.callbackUrl)
})

test('an unusable ranking fails the training with a reason', async () => {
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, modelId)
  harness.service.rankings.set(modelId, '{"not":"a list"}')
  await harness.service.complete(sent)
  expect((await reached(harness, trainingId, 'failed')).failure?.code).toBe('ranking_invalid')
})

test('a result posted before the answer to the sending counts', async () => {
  const { id, modelId } = await newMachine(harness)
  harness.service.rankings.set(modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
  harness.service.misbehave.train = ({ url, response }) => {
    const callbackUrl = url.searchParams.get('url') ?? ''
    void harness.service
      .post(
        { modelId, callbackUrl, targetColumn: '', body: Buffer.alloc(0) },
        { model_id: modelId, status: 'completed' },
      )
      .then(() => json(response, {}))
  }
  const trainingId = await startTraining(harness, id)
  await reached(harness, trainingId, 'completed')
  delete harness.service.misbehave.train
})

test('a restart in the middle takes everything up again', async () => {
  const [waiting, working] = [await newMachine(harness), await newMachine(harness)]
  const workingId = await startTraining(harness, working.id)
  const sent = await received(harness, working.modelId)
  await harness.service.stop()
  const waitingId = await startTraining(harness, waiting.id)
  await harness.restart()
  await harness.service.start()
  await harness.service.complete(sent)
  await harness.service.complete(await received(harness, waiting.modelId))
  await reached(harness, workingId, 'completed')
  await reached(harness, waitingId, 'completed')
})
