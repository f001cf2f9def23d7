import { machineSorts, type Machine, type MachineSort, type TrainingState } from '@alavanca/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertDataset } from '../src/db/queries/datasets.ts'
import { insertMachine, markMachineDeleted } from '../src/db/queries/machines.ts'
import { insertTraining, moveTraining } from '../src/db/queries/trainings.ts'
import { seal } from '../src/db/cursor.ts'
import { startHarness, type Harness } from './support/harness.ts'

/** A minute of the day the trainings of these tests ended on. */
const minute = (n: number): Date => new Date(Date.UTC(2026, 0, 2, 3, n, 5, 678))

/** Trainings with an ending have ended then; the last one is the latest. */
const plant: { name: string; trainings: [TrainingState, number?][] }[] = [
  { name: 'prensa 2', trainings: [['completed', 7]] },
  {
    name: 'Água',
    trainings: [
      ['completed', 9],
      ['failed', 30],
    ],
  },
  { name: 'Forno', trainings: [] },
  { name: 'agua', trainings: [['failed', 31]] },
  { name: 'Zinco', trainings: [['completed', 5], ['queued']] },
  {
    name: 'Extrusão',
    trainings: [
      ['completed', 8],
      ['cancelled', 40],
    ],
  },
  { name: 'Água', trainings: [['training']] },
  { name: 'PRENSA 1', trainings: [['cancelled', 41]] },
  { name: 'Bomba', trainings: [['storing']] },
  { name: 'Caldeira', trainings: [['queued']] },
  { name: 'Moinho', trainings: [['completed', 8], ['sending']] },
]

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
  for (const { name, trainings } of plant) await addMachine(name, trainings)
})
afterAll(() => harness.close())

const addMachine = (name: string, trainings: [TrainingState, number?][] = []): Promise<number> =>
  harness.backend.deps.database.transact(async (trx) => {
    const createdAt = minute(0)
    const machineId = await insertMachine(trx, { name, modelId: 1, createdAt })
    for (const [state, end] of trainings) {
      const dataset = await insertDataset(trx, {
        machineId,
        fileName: 'a.csv',
        storageKey: `${machineId}-${state}`,
        bytes: 1,
        sha256: '',
        rows: 1,
        encoding: 'utf-8',
        delimiter: ',',
        decimalMark: '.',
        columns: [],
        createdAt,
      })
      const training = { machineId, datasetId: dataset.id, modelId: 1, target: 'y', retryOf: null, createdAt }
      const id = await insertTraining(trx, training)
      const finished = end === undefined ? null : minute(end)
      // Not due within this run: what is queued stays so, however long that takes.
      const change = { state, finished_at: finished, next_attempt_at: new Date(Date.now() + 3_600_000) }
      await moveTraining(trx, { id, from: ['queued'] }, change)
    }
    return machineId
  })

const list = (input: Parameters<Harness['client']['machines']['list']['query']>[0]) =>
  harness.client.machines.list.query(input)

const names = (machines: Machine[]): string[] => machines.map(({ name }) => name)

const expected: Record<MachineSort, string[]> = {
  newest: plant.map(({ name }) => name).toReversed(),
  name: ['Água', 'agua', 'Água', 'Bomba', 'Caldeira', 'Extrusão', 'Forno', 'Moinho', 'PRENSA 1', 'prensa 2', 'Zinco'],
  // Failed, running, queued, done, without analysis; the newest first among equals.
  status: ['agua', 'Água', 'Moinho', 'Bomba', 'Água', 'Caldeira', 'Zinco', 'Extrusão', 'prensa 2', 'PRENSA 1', 'Forno'],
  result: ['Água', 'Moinho', 'Extrusão', 'prensa 2', 'Zinco', 'Caldeira', 'Bomba', 'PRENSA 1', 'Água', 'agua', 'Forno'],
}

/** All pages, each reached by the cursor of the one before. */
const follow = async (input: { sort: MachineSort; limit: number; search?: string }): Promise<Machine[]> => {
  const machines: Machine[] = []
  let cursor: string | null = null
  do {
    const page = await list({ ...input, cursor })
    machines.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return machines
}

test.each(machineSorts)('sorted by %s, cursors and offsets lead through the same list', async (sort) => {
  const whole = await list({ sort, limit: 100 })
  expect(names(whole.items)).toEqual(expected[sort])
  expect([whole.total, whole.nextCursor]).toEqual([plant.length, null])
  for (const limit of [1, 2, 3, 11]) expect(await follow({ sort, limit })).toEqual(whole.items)
  for (const offset of [0, 3, 10, 11, 500]) {
    const page = await list({ sort, offset, limit: 3 })
    expect(page.items).toEqual(whole.items.slice(offset, offset + 3))
    expect(page.total).toBe(plant.length)
  }
  const numbered = await list({ sort, offset: 3, limit: 3 })
  const next = await list({ sort, cursor: numbered.nextCursor, limit: 100 })
  expect(next.items).toEqual(whole.items.slice(6))
})

test('the total counts what the search and the status leave', async () => {
  const total = async (input: Parameters<typeof list>[0]) => (await list({ ...input, limit: 1 })).total
  expect(await total({ search: 'ÁGUA' })).toBe(3)
  expect(await total({ search: 'nenhuma' })).toBe(0)
  const counts = { created: 2, queued: 2, training: 3, completed: 2, failed: 2 } as const
  for (const status of ['created', 'queued', 'training', 'completed', 'failed'] as const) {
    expect(await total({ status })).toBe(counts[status])
  }
  expect(await total({ status: 'failed', search: 'agua', offset: 1 })).toBe(2)
  expect(names(await follow({ sort: 'name', limit: 1, search: 'prensa' }))).toEqual(['PRENSA 1', 'prensa 2'])
})

test('what is added or deleted between two pages moves nothing', async () => {
  const { database } = harness.backend.deps
  for (const sort of machineSorts) {
    const first = await list({ sort, limit: 4 })
    const added = [await addMachine('Aaa', [['completed', 50], ['failed']]), await addMachine('Aab')]
    const last = first.items.at(-1)?.id ?? 0
    await database.transact((trx) => markMachineDeleted(trx, last, minute(0)))
    const rest = await list({ sort, cursor: first.nextCursor, limit: 100 })
    const seen = names(rest.items.filter(({ id }) => !added.includes(id)))
    expect(seen).toEqual(expected[sort].slice(4))
    expect(rest.total).toBe(plant.length + 1)
    await database.db.updateTable('machines').set({ deleted_at: null }).where('id', '=', last).execute()
    await database.db.deleteFrom('machines').where('id', 'in', added).execute()
  }
})

test('a cursor holds for its own sort, those of before there were sorts for the newest, and none beside an offset', async () => {
  const refusal = { data: { httpStatus: 400, app: { code: 'invalid_input' } } }
  const { nextCursor, items } = await list({ sort: 'name', limit: 2 })
  for (const sort of ['newest', 'status', 'result'] as const) {
    await expect(list({ sort, cursor: nextCursor })).rejects.toMatchObject(refusal)
  }
  await expect(list({ sort: 'name', cursor: nextCursor, offset: 1 })).rejects.toMatchObject(refusal)
  await expect(list({ offset: -1 })).rejects.toMatchObject(refusal)
  const old = await list({ cursor: seal(`id:${items[1]?.id}`) })
  expect(names(old.items)).toEqual(expected.newest.slice(-3))
})

test('numbers in names count as numbers', async () => {
  const ordered = [
    'Zona',
    'Zona 2',
    'zona 2b',
    'Zona 10',
    'Zona 010 forno 3',
    'Zona 10 forno 12',
    `Zona ${'9'.repeat(20)}`,
  ]
  const ids = []
  for (const name of ordered.toReversed()) ids.push(await addMachine(name))
  expect(names(await follow({ sort: 'name', limit: 2, search: 'zona' }))).toEqual(ordered)
  await harness.backend.deps.database.db.deleteFrom('machines').where('id', 'in', ids).execute()
})

test('the longest name there is can be gone on from', async () => {
  // Decomposes into twelve bytes and more that no folding takes away.
  const machineId = await addMachine('\u{1D160}'.repeat(255))
  await addMachine('\u{1D161}')
  const page = await list({ sort: 'name', offset: plant.length, limit: 1 })
  expect(page.items[0]?.id).toBe(machineId)
  expect((await list({ sort: 'name', cursor: page.nextCursor })).items).toHaveLength(1)
})
