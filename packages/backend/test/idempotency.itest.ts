import { restDataset, restMachine, restTrainingStarted, restValidationError } from '@alavanca/contract'
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { removeLeftModels } from '../src/features/machines/left-models.ts'
import { csvForm, postJson } from './support/calls.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { json } from './support/old-service.ts'
import { goodCsv, newMachine, patient } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())
afterEach(() => {
  delete harness.service.misbehave.create
})

const withKey = (init: RequestInit, key: string): RequestInit => ({
  ...init,
  headers: { ...(init.headers as Record<string, string> | undefined), 'idempotency-key': key },
})
const create = (name: string, key: string) =>
  fetch(`${harness.url}/machines/`, withKey(postJson({ machine_name: name }), key))
const train = (machineId: number, key: string, { content = goodCsv, target = 'y' } = {}) =>
  fetch(`${harness.url}/train/?machine_id=${machineId}&target_column=${target}`, withKey(csvForm(content), key))
const machineCount = async () => ((await (await fetch(`${harness.url}/machines/`)).json()) as unknown[]).length
const trainingCount = async (machineId: number) =>
  (await harness.client.training.list.query({ machineId, limit: 100 })).items.length
const holdersOf = (key: string) =>
  harness.backend.deps.database.db.selectFrom('idempotency_keys').select('claim').where('key', '=', key).execute()
const replayed = (response: Response) => response.headers.get('idempotent-replayed')
const aDayLater = () => new Date(Date.now() + 25 * 3_600_000)

/** Runs `body` as if the clock of this backend stood elsewhere. */
const atTime = async (now: () => Date, body: () => Promise<void>): Promise<void> => {
  const { deps } = harness.backend
  const real = deps.now
  deps.now = now
  try {
    await body()
  } finally {
    deps.now = real
  }
}

test.each(['', 'é', 'with space', 'a'.repeat(256), 'tab\there'])('%j is no key', async (key) => {
  const response = await create('Prensa', key)
  expect(response.status).toBe(422)
  expect(restValidationError.parse(await response.json()).detail[0]?.loc).toEqual(['header', 'idempotency-key'])
})

describe('a machine', () => {
  test('is made once, however often its request is sent, and the answer is the same', async () => {
    const before = await machineCount()
    const first = await create('Torno', '"8e03978e-40d5-43dd-bc93-6894a57f9324"')
    expect([first.status, replayed(first)]).toEqual([200, null])
    const machine = restMachine.strict().parse(await first.json())
    for (let again = 0; again < 3; again++) {
      const next = await create('Torno', '"8e03978e-40d5-43dd-bc93-6894a57f9324"')
      expect([next.status, replayed(next), await next.json()]).toEqual([200, 'true', machine])
    }
    expect(await machineCount()).toBe(before + 1)
    expect([...harness.service.models.values()].filter((name) => name === 'Torno')).toHaveLength(1)
  })

  test('of another name under the same key is a 422 that says why', async () => {
    await create('Torno', 'one-name')
    const other = await create('Fresa', 'one-name')
    expect(other.status).toBe(422)
    expect(restValidationError.parse(await other.json()).detail).toMatchObject([
      { loc: ['header', 'idempotency-key'], type: 'key_reused' },
    ])
  })

  test('asked for twice at once is made once: the second is told to come back, and then has the answer', async () => {
    const asked = Promise.withResolvers<() => void>()
    harness.service.misbehave.create = ({ response }) => asked.resolve(() => json(response, { model_id: 7_001 }))
    const first = create('Serra', 'at-once')
    const answer = await asked.promise
    const second = await create('Serra', 'at-once')
    expect([second.status, second.headers.get('retry-after')]).toEqual([409, '2'])
    expect(await second.json()).toMatchObject({ code: 'key_in_use', detail: expect.stringMatching(/\.$/) })
    answer()
    const made = (await (await first).json()) as object
    const third = await create('Serra', 'at-once')
    expect([replayed(third), await third.json()]).toEqual(['true', made])
  })

  test('that could not be made leaves its key free', async () => {
    harness.service.misbehave.create = ({ response }) => json(response, { error: 'no space' })
    expect((await create('Forno', 'failed')).status).toBe(502)
    delete harness.service.misbehave.create
    const next = await create('Forno', 'failed')
    expect([next.status, replayed(next)]).toEqual([200, null])
  })

  test('may be made again a day later', async () => {
    const first = restMachine.parse(await (await create('Estufa', 'old')).json())
    await atTime(aDayLater, async () => {
      const next = await create('Estufa', 'old')
      expect(replayed(next)).toBeNull()
      expect(restMachine.parse(await next.json()).id).not.toBe(first.id)
    })
  })

  test.each(['after', 'before'])(
    'whose maker lost the key to another is not made twice, and its model does not stay: it ends %s the other',
    async (order) => {
      const key = `lost-${order}`
      const before = await machineCount()
      const asked: (() => void)[] = []
      harness.service.misbehave.create = ({ response }) => {
        const modelId = 7_100 + asked.length
        harness.service.models.set(modelId, key)
        asked.push(() => json(response, { model_id: modelId }))
      }
      const lost = create('Guilhotina', key)
      await vi.waitFor(() => expect(asked).toHaveLength(1), patient)
      // As after a pause of the whole process: the lease is over, and a retry takes the key.
      let won = lost
      await atTime(
        () => new Date(Date.now() + 60_000),
        async () => {
          won = create('Guilhotina', key)
          await vi.waitFor(() => expect(asked).toHaveLength(2), patient)
        },
      )
      const end = async (which: 'lost' | 'won') => {
        asked[which === 'lost' ? 0 : 1]?.()
        expect((await (which === 'lost' ? lost : won)).status).toBe(which === 'lost' ? 409 : 200)
      }
      await end(order === 'before' ? 'lost' : 'won')
      await end(order === 'before' ? 'won' : 'lost')
      expect(await machineCount()).toBe(before + 1)
      expect([harness.service.models.has(7_100), harness.service.models.has(7_101)]).toEqual([false, true])
    },
  )
})

test('a model whose maker died before its machine was there is removed, one that a machine has is not', async () => {
  const { deps } = harness.backend
  const { id, modelId } = await newMachine(harness, 'Viva')
  harness.service.models.set(8_001, 'órfã')
  const noted = { created_at: deps.now(), given_up_at: null }
  await deps.database.db
    .insertInto('unclaimed_models')
    .values([
      { id: '00000000-0000-4000-8000-000000000001', model_id: 8_001, ...noted },
      { id: '00000000-0000-4000-8000-000000000002', model_id: modelId, ...noted },
    ])
    .execute()
  await removeLeftModels({ ctx: deps })
  expect(harness.service.models.has(8_001)).toBe(true)
  const ctx = { ...deps, now: () => new Date(Date.now() + 6 * 60_000) }
  harness.service.misbehave.delete = ({ response }) => json(response, { detail: 'broken' }, 500)
  await removeLeftModels({ ctx })
  delete harness.service.misbehave.delete
  expect(harness.service.models.has(8_001)).toBe(true)
  await removeLeftModels({ ctx: deps })
  expect(harness.service.models.has(8_001)).toBe(false)
  expect(harness.service.models.has(modelId)).toBe(true)
  expect((await fetch(`${harness.url}/machines/${id}`)).status).toBe(200)
  expect(await deps.database.db.selectFrom('unclaimed_models').selectAll().execute()).toEqual([])
})

describe('a training', () => {
  test('is started once with a key, and each time without', async () => {
    const { id } = await newMachine(harness)
    const first = await train(id, 'train-1')
    const started = restTrainingStarted.strict().parse(await first.json())
    const second = await train(id, 'train-1')
    expect([second.status, replayed(second), await second.json()]).toEqual([200, 'true', started])
    expect(await trainingCount(id)).toBe(1)
    const url = `${harness.url}/train/?machine_id=${id}&target_column=y`
    for (let again = 0; again < 2; again++) expect((await fetch(url, csvForm(goodCsv))).status).toBe(200)
    expect(await trainingCount(id)).toBe(3)
  })

  test('on other bytes, of another target or machine under the same key is a 422', async () => {
    const { id } = await newMachine(harness)
    const { id: other } = await newMachine(harness)
    expect((await train(id, 'train-2')).status).toBe(200)
    for (const response of [
      await train(id, 'train-2', { content: `${goodCsv}4,4,4\n` }),
      await train(id, 'train-2', { target: 'a' }),
      await train(other, 'train-2'),
    ]) {
      expect(response.status).toBe(422)
      expect(JSON.stringify(await response.json())).toContain('key_reused')
    }
    expect([await trainingCount(id), await trainingCount(other)]).toEqual([1, 0])
  })

  test('that was refused leaves its key free, and so does one that broke off', async () => {
    const { id } = await newMachine(harness)
    expect((await train(id, 'train-3', { content: 'a,y\n1,5\n2,5\n' })).status).toBe(400)
    const url = `${harness.url}/train/?machine_id=${id}&target_column=y`
    const headers = {
      'content-type': 'multipart/form-data; boundary=x',
      'idempotency-key': 'train-3',
      'content-length': 9_999,
    }
    const broken = request(url, { method: 'POST', headers })
    broken.on('error', () => {})
    broken.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,y\n')
    await vi.waitFor(async () => expect(await holdersOf('train-3')).toHaveLength(1), patient)
    expect((await train(id, 'train-3')).status).toBe(409)
    broken.destroy()
    await vi.waitFor(async () => expect((await train(id, 'train-3')).status).toBe(200), patient)
    expect(await trainingCount(id)).toBe(1)
  })

  test('asked for ten times at once is started once', async () => {
    const { id } = await newMachine(harness)
    const answers = await Promise.all(Array.from({ length: 10 }, () => train(id, 'train-4')))
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([])
    expect(answers.some(({ status }) => status === 200)).toBe(true)
    expect(await trainingCount(id)).toBe(1)
  })
})

test('a data set is kept once, and a key is one route’s own', async () => {
  const { id } = await newMachine(harness)
  const keep = () => fetch(`${harness.url}/datasets/?machine_id=${id}`, withKey(csvForm(goodCsv), 'shared'))
  const first = await keep()
  expect(first.status).toBe(201)
  const dataset = restDataset.parse(await first.json())
  const second = await keep()
  expect([second.status, replayed(second)]).toEqual([201, 'true'])
  expect(restDataset.parse(await second.json())).toEqual(dataset)
  expect((await train(id, 'shared')).status).toBe(200)
  expect((await harness.client.datasets.list.query({ machineId: id })).items).toHaveLength(2)
})

test('an answer is there after a restart, and a key that a process died with is free', async () => {
  const first = await create('Lixadeira', 'restart')
  const answer = (await first.json()) as object
  const { deps } = harness.backend
  const now = deps.now()
  await deps.database.db
    .insertInto('idempotency_keys')
    .values({
      route: 'POST /machines',
      key: 'died',
      claim: '00000000-0000-4000-8000-000000000003',
      request_hash: null,
      status: null,
      body: null,
      expires_at: new Date(now.getTime() + 1_000),
    })
    .execute()
  await harness.restart()
  const second = await create('Lixadeira', 'restart')
  expect([replayed(second), await second.json()]).toEqual(['true', answer])
  await vi.waitFor(async () => expect((await create('Lixadeira', 'died')).status).toBe(200), patient)
})
