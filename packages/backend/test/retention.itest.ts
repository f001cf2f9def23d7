import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeOldFiles } from '../src/features/datasets/retention.ts'
import { sweepFiles } from '../src/features/datasets/sweep-files.ts'
import { csvForm } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { goodCsv, newMachine, reached, received, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({ retentionDays: 30 })
})
afterAll(() => harness.close())

const storedFiles = () =>
  readdirSync(path.join(harness.dataDir, 'files'), { withFileTypes: true }).filter((entry) => entry.isFile()).length

const cleanAfter = (days: number, retentionDays: number | null = 30) => {
  const { deps } = harness.backend
  const now = () => new Date(Date.now() + days * 86_400_000)
  return removeOldFiles({ ctx: { ...deps, now, settings: { ...deps.settings, retentionDays } } })
}

test('a file goes so many days after its last training ended, what is known of it stays, and nothing starts on it', async () => {
  const { client } = harness
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  await harness.service.complete(await received(harness, modelId))
  const { datasetId } = await reached(harness, trainingId, 'completed')
  const before = await client.datasets.get.query({ datasetId })
  expect(before.removedAt).toBeNull()

  await cleanAfter(29)
  await cleanAfter(1_000, null)
  expect(storedFiles()).toBe(1)
  await cleanAfter(31)
  expect(storedFiles()).toBe(0)
  const { items } = await client.datasets.list.query({ machineId: id })
  expect(items).toEqual([{ ...before, removedAt: expect.any(Date) }])

  const gone = { data: { app: { code: 'dataset_removed' } } }
  await expect(client.training.start.mutate({ datasetId, target: 'y' })).rejects.toMatchObject(gone)
  await expect(client.training.retry.mutate({ trainingId })).rejects.toMatchObject(gone)
  expect((await client.training.list.query({ machineId: id })).items).toHaveLength(1)
  expect((await fetch(`${harness.url}/ranking/?machine_id=${id}`)).status).toBe(200)
  await cleanAfter(62)
  expect((await client.datasets.get.query({ datasetId })).removedAt).toEqual(items[0]?.removedAt)
})

test('a file stays while a training that has not ended may need it, and counts from the last of several', async () => {
  const { client } = harness
  const { id, modelId } = await newMachine(harness)
  const files = storedFiles()
  const first = await startTraining(harness, id)
  await harness.service.complete(await received(harness, modelId))
  const { datasetId } = await reached(harness, first, 'completed')
  const second = await client.training.start.mutate({ datasetId, target: 'y' })
  await received(harness, modelId, 2)
  await cleanAfter(400)
  expect(storedFiles()).toBe(files + 1)
  await client.training.cancel.mutate({ trainingId: second.id })
  await harness.backend.deps.database.db
    .updateTable('trainings')
    .set({ finished_at: new Date(Date.now() + 300 * 86_400_000) })
    .where('id', '=', second.id)
    .execute()
  await cleanAfter(329)
  expect(storedFiles()).toBe(files + 1)
  await cleanAfter(331)
  expect(storedFiles()).toBe(files)
})

test('a file that nothing was ever trained on counts from when it came', async () => {
  const { id } = await newMachine(harness)
  const files = storedFiles()
  expect((await fetch(`${harness.url}/datasets/?machine_id=${id}`, csvForm(goodCsv))).status).toBe(201)
  await cleanAfter(29)
  expect(storedFiles()).toBe(files + 1)
  await cleanAfter(31)
  expect(storedFiles()).toBe(files)
})

test('a file whose process ended between the row and the removal is removed by the sweep', async () => {
  const { deps } = harness.backend
  const { id } = await newMachine(harness)
  const files = storedFiles()
  await fetch(`${harness.url}/datasets/?machine_id=${id}`, csvForm(goodCsv))
  await sweepFiles({ ctx: deps, input: { alone: true } })
  expect(storedFiles()).toBe(files + 1)
  await deps.database.db.updateTable('datasets').set({ removed_at: deps.now() }).where('machine_id', '=', id).execute()
  await sweepFiles({ ctx: deps, input: { alone: true } })
  expect(storedFiles()).toBe(files)
})
