import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { begin, newMachine, patient, reached } from './support/steps.ts'

/** What the backend's clock is ahead of ours: the deadline is an hour away until the test has made it pass. */
let ahead = 0
let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ trainingDeadlineS: 3_600 }, { now: () => new Date(Date.now() + ahead) })
})
afterAll(() => harness.close())

const passDeadline = () => {
  ahead += 3_601_000
}

test('a lost result is made up for when the ranking changed, without metrics', async () => {
  const machine = await newMachine(harness)
  const { trainingId } = await begin(harness, machine)
  harness.service.rankings.set(machine.modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
  passDeadline()
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ metrics: null })
})

test('a result that never comes ends in a failure that says so; the ranking from before is not taken for it', async () => {
  const machine = await newMachine(harness)
  const first = await begin(harness, machine)
  await harness.service.complete(first.sent)
  await reached(harness, first.trainingId, 'completed')
  const second = await begin(harness, machine)
  passDeadline()
  await sweepTrainings({ ctx: harness.backend.deps })
  expect((await reached(harness, second.trainingId, 'failed')).failure?.code).toBe('deadline')
})

test('a result that comes while the sweep looks for it stands', async () => {
  const machine = await newMachine(harness)
  const { trainingId, sent } = await begin(harness, machine)
  const asked: (() => void)[] = []
  harness.service.misbehave.ranking = ({ response }) => {
    asked.push(() => json(response, { error: 'no ranking' }))
  }
  passDeadline()
  const swept = sweepTrainings({ ctx: harness.backend.deps })
  await vi.waitFor(() => expect(asked).not.toEqual([]), patient)
  delete harness.service.misbehave.ranking
  expect((await harness.service.complete(sent, { r2: 0.8 })).status).toBe(200)
  for (const answer of asked) answer()
  await swept
  expect(await reached(harness, trainingId, 'completed')).toMatchObject({ metrics: { r2: 0.8 }, failure: null })
})
