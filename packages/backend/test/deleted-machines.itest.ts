import { isTerminal } from '@alavanca/contract'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listChangesAfter } from '../src/db/queries/changes.ts'
import { sweepFiles } from '../src/features/datasets/sweep-files.ts'
import { purgeMachines } from '../src/features/machines/purge.ts'
import { keptAfterDeletion } from '../src/features/machines/timing.ts'
import { sweepTrainings } from '../src/features/training/sweep.ts'
import { csvForm } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { defaultRanking, json } from './support/old-service.ts'
import { goodCsv, newMachine, reached, received, sendFile, startTraining } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const tableRows = (machineId: number) =>
  harness.backend.deps.database.db
    .selectFrom('trainings as t')
    .leftJoin('rankings as r', 'r.training_id', 't.id')
    .select(['t.id', 't.state', 'r.training_id as ranked'])
    .where('t.machine_id', '=', machineId)
    .orderBy('t.id')
    .execute()

const remove = (machineId: number): Promise<void> => harness.client.machines.delete.mutate({ machineId })

/** The machine's events of the live stream, oldest first. */
const eventsOf = async (machineId: number) => {
  const all = await listChangesAfter(harness.backend.deps.database.db, 0, 10_000)
  return all
    .filter(({ change }) => change.machineId === machineId)
    .map(({ change }) => [change.kind, change.training?.id ?? null, change.training?.state ?? null])
}

/** A machine whose model service has its first training, and a second that waits. */
const busyMachine = async () => {
  const machine = await newMachine(harness)
  const first = await startTraining(harness, machine.id)
  const sent = await received(harness, machine.modelId)
  await reached(harness, first, 'training')
  return { ...machine, first, sent, second: await startTraining(harness, machine.id) }
}

/** A machine with one completed training. */
const analysedMachine = async (name?: string) => {
  const machine = await newMachine(harness, name)
  const trainingId = await startTraining(harness, machine.id)
  const sent = await received(harness, machine.modelId)
  await harness.service.complete(sent)
  const { datasetId } = await reached(harness, trainingId, 'completed')
  return { ...machine, trainingId, datasetId, sent }
}

/** Keeps the model service's next ranking answer back; `asked` settles when it is asked for. */
const holdRanking = () => {
  let answer = (_body: object) => {}
  const asked = new Promise<void>((resolve) => {
    harness.service.misbehave.ranking = ({ response }) => {
      delete harness.service.misbehave.ranking
      answer = (body) => json(response, body)
      resolve()
    }
  })
  return { asked, answer: (body: object) => answer(body) }
}

test('a deleted machine and all it had are found by no door', async () => {
  const { client, url } = harness
  const { id: machineId, trainingId, datasetId } = await analysedMachine('Laminador único')
  const before = await client.machines.list.query({})
  await remove(machineId)

  const after = await client.machines.list.query({})
  expect(after.total).toBe(before.total - 1)
  expect(after.items.map(({ id }) => id)).not.toContain(machineId)
  expect((await client.machines.list.query({ search: 'laminador unico', sort: 'result' })).total).toBe(0)
  expect(await (await fetch(`${url}/machines/`)).text()).not.toContain('Laminador')

  const calls: [string, () => Promise<unknown>][] = [
    ['machine_not_found', () => client.machines.get.query({ machineId })],
    ['machine_not_found', () => client.machines.rename.mutate({ machineId, name: 'x' })],
    ['machine_not_found', () => client.machines.delete.mutate({ machineId })],
    ['machine_not_found', () => client.training.list.query({ machineId })],
    ['training_not_found', () => client.training.get.query({ trainingId })],
    ['training_not_found', () => client.training.retry.mutate({ trainingId })],
    ['training_not_found', () => client.training.cancel.mutate({ trainingId })],
    ['dataset_not_found', () => client.training.start.mutate({ datasetId, target: 'y' })],
    ['machine_not_found', () => client.datasets.list.query({ machineId })],
    ['dataset_not_found', () => client.datasets.get.query({ datasetId })],
    ['machine_not_found', () => client.ranking.ofMachine.query({ machineId })],
    ['training_not_found', () => client.ranking.ofTraining.query({ trainingId })],
  ]
  for (const [code, ask] of calls) {
    await expect(ask()).rejects.toMatchObject({ data: { httpStatus: 404, app: { code } } })
  }
  const routes: [string, RequestInit?][] = [
    [`/machines/${machineId}`],
    [`/machines/${machineId}`, { method: 'DELETE' }],
    [`/ranking/?machine_id=${machineId}`],
    [`/datasets/?machine_id=${machineId}`, csvForm(goodCsv)],
    [`/train/?machine_id=${machineId}&target_column=y`, csvForm(goodCsv)],
  ]
  for (const [route, init] of routes) expect([route, (await fetch(url + route, init)).status]).toEqual([route, 404])
  expect((await eventsOf(machineId)).at(-1)).toEqual(['machine_deleted', null, null])
})

test('deleting cancels what has not ended, tells it in order, and turns callbacks away', async () => {
  const { id, modelId, first, second, sent } = await busyMachine()
  const done = await fetch(`${harness.url}/machines/${id}`, { method: 'DELETE' })
  expect([done.status, await done.json()]).toEqual([200, { status: 'deleted' }])
  expect(harness.service.models.has(modelId)).toBe(false)
  expect((await tableRows(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  expect((await eventsOf(id)).slice(-3)).toEqual([
    ['training', first, 'cancelled'],
    ['training', second, 'cancelled'],
    ['machine_deleted', null, null],
  ])
  for (const status of ['training', 'completed', 'failed']) {
    expect((await harness.service.post(sent, { model_id: modelId, status })).status).toBe(410)
  }
  expect((await tableRows(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
})

test('while the model service cannot remove the model, nothing is deleted or cancelled', async () => {
  const { id, first, second, sent } = await busyMachine()
  harness.service.misbehave.delete = ({ response }) => json(response, { detail: 'broken' }, 500)
  await expect(remove(id)).rejects.toMatchObject({ data: { app: { code: 'model_service_failed' } } })
  delete harness.service.misbehave.delete
  expect((await harness.client.training.get.query({ trainingId: second })).state).toBe('queued')
  expect((await harness.service.complete(sent)).status).toBe(200)
  await reached(harness, first, 'completed')
  await remove(id)
})

test('a training whose machine is deleted before its file goes out is not sent', async () => {
  const { id, modelId } = await newMachine(harness)
  const ranking = holdRanking()
  await startTraining(harness, id)
  await ranking.asked
  await remove(id)
  ranking.answer({ error: 'no ranking' })
  const other = await newMachine(harness)
  await startTraining(harness, other.id)
  await received(harness, other.modelId)
  expect(harness.service.trainings.map((training) => training.modelId)).not.toContain(modelId)
  await remove(other.id)
})

test('a result that is being fetched while its machine is deleted is not stored', async () => {
  const { id, sent } = await busyMachine()
  const ranking = holdRanking()
  await harness.service.complete(sent)
  await ranking.asked
  await remove(id)
  ranking.answer(JSON.parse(defaultRanking) as object)
  // The next job of the same queue ends after this one: its result is then either stored or not.
  await analysedMachine()
  expect(await tableRows(id)).toMatchObject([
    { state: 'cancelled', ranked: null },
    { state: 'cancelled', ranked: null },
  ])
})

test('a sweep that makes up for a lost result while the machine is deleted leaves it alone', async () => {
  const { id, first } = await busyMachine()
  const { deps } = harness.backend
  const overdue = () => new Date(Date.now() + 2 * deps.settings.trainingDeadlineS * 1_000)
  const ranking = holdRanking()
  const sweep = sweepTrainings({ ctx: { ...deps, now: overdue } })
  await ranking.asked
  await remove(id)
  ranking.answer(JSON.parse(defaultRanking) as object)
  await sweep
  const rows = await tableRows(id)
  expect(rows.find((row) => row.id === first)).toMatchObject({ state: 'cancelled', ranked: null })
})

test('of several who delete a machine at once, one does, and no training that starts meanwhile survives it', async () => {
  const { id, trainingId } = await analysedMachine()
  const retry = (): Promise<number | undefined> =>
    harness.client.training.retry.mutate({ trainingId }).then(
      () => 200,
      (error: { data?: { httpStatus?: number } }) => error.data?.httpStatus,
    )
  const starts = Array.from({ length: 4 }, () => [sendFile(harness, id).then(({ status }) => status), retry()]).flat()
  const deletes = Array.from({ length: 4 }, () => fetch(`${harness.url}/machines/${id}`, { method: 'DELETE' }))
  const statuses = (await Promise.all(deletes)).map(({ status }) => status).toSorted((a, b) => a - b)
  expect(statuses).toEqual([200, 404, 404, 404])
  for (const status of await Promise.all(starts)) expect([200, 404]).toContain(status)
  const rows = await tableRows(id)
  expect(rows.every(({ state }) => isTerminal(state))).toBe(true)
  expect((await eventsOf(id)).filter(([kind]) => kind === 'machine_deleted')).toHaveLength(1)
  expect((await eventsOf(id)).at(-1)).toEqual(['machine_deleted', null, null])
})

test('rows and files stay for thirty days, then go; those of other machines stay', async () => {
  const { deps } = harness.backend
  const { db } = deps.database
  const files = () => readdirSync(path.join(harness.dataDir, 'files'))
  const keyOf = async (machineId: number): Promise<string> =>
    (
      await db
        .selectFrom('datasets')
        .select('storage_key')
        .where('machine_id', '=', machineId)
        .executeTakeFirstOrThrow()
    ).storage_key
  const [gone, kept] = [await analysedMachine(), await analysedMachine()]
  const [goneKey, keptKey] = [await keyOf(gone.id), await keyOf(kept.id)]
  await remove(gone.id)
  const { deleted_at: deletedAt } = await db
    .selectFrom('machines')
    .select('deleted_at')
    .where('id', '=', gone.id)
    .executeTakeFirstOrThrow()
  const upkeepAt = async (milliseconds: number) => {
    const now = () => new Date((deletedAt?.getTime() ?? 0) + milliseconds)
    await purgeMachines({ ctx: { ...deps, now } })
    await sweepFiles({ ctx: { ...deps, now }, input: { alone: true } })
  }

  await upkeepAt(keptAfterDeletion)
  expect(await tableRows(gone.id)).toMatchObject([{ state: 'completed', ranked: gone.trainingId }])
  expect(files()).toEqual(expect.arrayContaining([goneKey, keptKey]))
  expect((await harness.service.complete(gone.sent)).status).toBe(410)

  await upkeepAt(keptAfterDeletion + 1)
  expect(await tableRows(gone.id)).toEqual([])
  expect(await db.selectFrom('machines').select('id').where('id', '=', gone.id).execute()).toEqual([])
  expect(files()).not.toContain(goneKey)
  expect(files()).toContain(keptKey)
  expect((await harness.service.complete(gone.sent)).status).toBe(401)
  expect((await harness.client.ranking.ofMachine.query({ machineId: kept.id })).trainingId).toBe(kept.trainingId)
})

test('a deleted machine that cannot be purged does not keep the others', async () => {
  const { deps } = harness.backend
  const [stuck, free] = [await newMachine(harness), await newMachine(harness)]
  await sendFile(harness, stuck.id)
  await remove(stuck.id)
  await remove(free.id)
  const now = () => new Date(Date.now() + 2 * keptAfterDeletion)
  const full = { ...deps.files, remove: () => Promise.reject(new Error('read-only folder')) }
  await purgeMachines({ ctx: { ...deps, now, files: full } })
  const left = await deps.database.db
    .selectFrom('machines')
    .select('id')
    .where('id', 'in', [stuck.id, free.id])
    .execute()
  expect(left).toEqual([])
})
