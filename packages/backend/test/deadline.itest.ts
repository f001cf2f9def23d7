import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { newMachine, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ trainingDeadlineS: 4 })
})
afterAll(() => harness.close())

test('a lost result is made up for when the ranking changed, without metrics', async () => {
  const { id, modelId } = await newMachine(harness)
  const count = harness.service.trainings.length
  const trainingId = await startTraining(harness, id)
  await received(harness, count + 1)
  harness.service.rankings.set(modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ metrics: null })
})

test('a result that never comes ends in a failure that says so; the ranking from before is not taken for it', async () => {
  const { id } = await newMachine(harness)
  const count = harness.service.trainings.length
  const first = await startTraining(harness, id)
  await harness.service.complete(await received(harness, count + 1))
  await reached(harness, first, 'completed')
  const second = await startTraining(harness, id)
  await received(harness, count + 2)
  expect((await reached(harness, second, 'failed')).failure?.code).toBe('deadline')
})

test('a result that comes while the sweep looks for it stands', async () => {
  const { id } = await newMachine(harness)
  const count = harness.service.trainings.length
  const trainingId = await startTraining(harness, id)
  const sent = await received(harness, count + 1)
  await reached(harness, trainingId, 'training')
  let answer = () => {}
  harness.service.misbehave.ranking = ({ response }) => {
    answer = () => json(response, { error: 'no ranking' })
  }
  const unasked = answer
  await vi.waitFor(() => expect(answer).not.toBe(unasked), { timeout: 20_000 })
  delete harness.service.misbehave.ranking
  expect((await harness.service.complete(sent, { r2: 0.8 })).status).toBe(200)
  answer()
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ metrics: { r2: 0.8 }, failure: null })
})
