import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { directionCodes, rankingAnswer } from '@alavanca/contract'
import { describe, expect, test } from 'vitest'
import { freePort } from './support/listen.ts'
import { temporaryFolder } from './support/folder.ts'
import { receiveCallbacks } from './support/receiver.ts'
import { heardAnalyser, startService, trainConcrete, trainText } from './support/service.ts'

describe('a training from file to ranking', () => {
  test('concrete strength: honest scores, age and cement ahead, the ranking there when completed is told', async () => {
    await using folder = await temporaryFolder()
    const untilHeard = () => receiver.until(({ body }) => body.stage === 'boosting')
    await using service = await startService(folder.path, { analyse: heardAnalyser(untilHeard) })
    const atCompletion: unknown[] = []
    await using receiver = await receiveCallbacks({
      answer: async ({ body }) => {
        if (body.status === 'completed') atCompletion.push((await service.client.ranking(body.model_id)).items.length)
        return 200
      },
    })
    const target = "/webhook/./treinamento/a-b_c.%2F~?x='1'&y=%20(2)//"
    const modelId = await trainConcrete(service.client, { callbackUrl: `${receiver.url}${target}#part` })
    const { path: arrivedAt, body } = await receiver.final()

    expect(arrivedAt).toBe(target)
    expect(body).toMatchObject({ model_id: modelId, status: 'completed' })
    expect(body.metrics).toMatchObject({ n_features: 8, split: 'random-80-20', seed: 0 })
    expect(body.metrics?.r2).toBeGreaterThanOrEqual(0.85)
    expect(body.metrics?.rmse).toBeGreaterThan(body.metrics?.mae ?? Number.NaN)
    expect((body.metrics?.n_train ?? 0) + (body.metrics?.n_test ?? 0)).toBe(1030)
    expect(new Date(String(body.metrics?.date)).toISOString()).toBe(body.metrics?.date)
    await expect.poll(() => atCompletion).toEqual([8])

    const { items } = await service.client.ranking(modelId)
    expect(items.slice(0, 3).map(({ feature }) => feature)).toEqual(expect.arrayContaining(['age', 'cement']))
    const scores = items.map((item) => item.score_final ?? Number.NaN)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.reduce((sum, score) => sum + score)).toBeCloseTo(1, 9)
    expect(items.reduce((sum, item) => sum + (item.importance_native ?? Number.NaN), 0)).toBeCloseTo(1, 9)
    expect(items[0]).toMatchObject({ shap_norm: 1 })
    const cement = items.find(({ feature }) => feature === 'cement')
    expect(cement).toMatchObject({
      direction: 'Quando cement aumenta, compressive_strength tende a aumentar.',
      direction_code: 'increases',
    })
    for (const item of items) expect(directionCodes).toContain(item.direction_code)

    const progress = receiver.received.filter((entry) => entry.body.status === 'training').map((entry) => entry.body)
    expect(progress.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['boosting']))
    const shares = progress.map((report) => report.progress ?? Number.NaN)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(receiver.received.at(-1)?.body.status).toBe('completed')
    await expect.poll(() => readdir(path.join(folder.path, 'jobs'))).toEqual([])
  })

  test('the same file gives the same ranking, text for text', async () => {
    await using folder = await temporaryFolder()
    await using service = await startService(folder.path)
    await using receiver = await receiveCallbacks()
    const text = `a,b,y\n${Array.from({ length: 300 }, (_, i) => `${i % 41},${(i * 7) % 13},${(i % 41) + (i % 3)}\n`).join('')}`
    const rank = async (name: string): Promise<string> => {
      const { modelId } = await service.client.createModel(name)
      await trainText(service.client, { modelId, text, callbackUrl: `${receiver.url}/${name}` })
      await receiver.final(`/${name}`)
      return (await service.client.ranking(modelId)).body
    }
    expect(await rank('a')).toBe(await rank('b'))
  })
})

describe('interruption', () => {
  test('a service stopped in mid-training completes it after its next start', async () => {
    await using folder = await temporaryFolder()
    await using receiver = await receiveCallbacks()
    let modelId: number
    {
      // One that has no end.
      const analyse = heardAnalyser(() => new Promise(() => {}))
      await using service = await startService(folder.path, { analyse })
      modelId = await trainConcrete(service.client, { callbackUrl: receiver.url })
      await receiver.until(({ body }) => body.stage === 'boosting')
    }
    expect(receiver.received.filter(({ body }) => body.status !== 'training')).toEqual([])
    await using service = await startService(folder.path)
    expect((await receiver.final()).body).toMatchObject({ model_id: modelId, status: 'completed' })
    expect((await service.client.ranking(modelId)).items).toHaveLength(8)
  })

  test('a result waits for a callback address that is down, also across a restart', async () => {
    await using folder = await temporaryFolder()
    const port = await freePort()
    let modelId: number
    {
      await using service = await startService(folder.path)
      modelId = (await service.client.createModel('x')).modelId
      await trainText(service.client, { modelId, text: 'a,y\n1,2\n', callbackUrl: `http://127.0.0.1:${port}/t` })
      await expect
        .poll(() => service.lines.filter(({ message }) => message === 'callback not delivered').length)
        .toBeGreaterThan(2)
    }
    await using service = await startService(folder.path)
    await expect.poll(() => service.lines.some(({ message }) => message === 'callback not delivered')).toBe(true)
    await using receiver = await receiveCallbacks({ port })
    expect((await receiver.final('/t')).body).toMatchObject({ model_id: modelId, status: 'failed' })
    await expect.poll(() => readdir(path.join(folder.path, 'jobs'))).toEqual([])
  })

  test.each([
    [[500, 302, 429, 503, 200], 5],
    [[401], 1],
    [[410], 1],
  ])('answers %j to the final callback make %d posts', async (answers, posts) => {
    await using folder = await temporaryFolder()
    await using service = await startService(folder.path)
    let finals = 0
    await using receiver = await receiveCallbacks({
      answer: ({ body }) => (body.status === 'training' ? 200 : (answers[finals++] ?? 200)),
    })
    const { modelId } = await service.client.createModel('x')
    await trainText(service.client, { modelId, text: 'a,y\n1,2\n', callbackUrl: receiver.url })
    await expect.poll(() => finals).toBe(posts)
    await expect.poll(() => readdir(path.join(folder.path, 'jobs'))).toEqual([])
    expect(finals).toBe(posts)
  })
})

describe('data that cannot be analysed end in a failed callback that says why', () => {
  const rows = (line: (i: number) => string): string => Array.from({ length: 200 }, (_, i) => line(i)).join('')
  test.each([
    ['nothing', '', 'y', /empty/],
    ['noise', Uint8Array.from({ length: 500 }, (_, i) => (i * 97) % 256), 'y', /not text/],
    ['only a header', 'a,y\n', 'y', /no rows/],
    ['a ragged row', 'a,y\n1,2\n1,2,3\n', 'y', /Line 3/],
    ['too few rows', 'a,y\n1,2\n3,4\n', 'y', /rows/],
    ['an unknown target', `a,y\n${rows((i) => `${i},${i}\n`)}`, 'z', /z/],
    ['a target of words', `a,y\n${rows((i) => `${i},w${i % 3}\n`)}`, 'y', /y/],
    ['a constant target', `a,y\n${rows((i) => `${i},7\n`)}`, 'y', /y/],
  ])('%s', async (_, text, targetColumn, says) => {
    await using folder = await temporaryFolder()
    await using service = await startService(folder.path)
    await using receiver = await receiveCallbacks()
    const { modelId } = await service.client.createModel('x')
    await trainText(service.client, { modelId, text, targetColumn, callbackUrl: receiver.url })
    const { body } = await receiver.final()
    expect(body).toMatchObject({ model_id: modelId, status: 'failed', metrics: {} })
    expect(body.error).toMatch(says)
    await expect(service.client.ranking(modelId)).rejects.toMatchObject({ kind: 'rejected' })
  })
})

test('a name full of signs comes back as the feature it was', async () => {
  await using folder = await temporaryFolder()
  await using service = await startService(folder.path)
  await using receiver = await receiveCallbacks()
  const { modelId } = await service.client.createModel('x')
  const [feature, target] = [' Vazão & "pressão" 😀', 'Saída=1&url=http://evil + %41']
  const lines = Array.from({ length: 300 }, (_, i) => `${i % 50};${(i * 7) % 11};${(i % 50) * 2}\r\n`).join('')
  const header = `"${feature.replaceAll('"', '""')}";__proto__;${target}\r\n`
  await trainText(service.client, { modelId, text: header + lines, targetColumn: target, callbackUrl: receiver.url })
  expect((await receiver.final()).body).toMatchObject({ status: 'completed' })
  const { items } = await service.client.ranking(modelId)
  expect(rankingAnswer.parse(items).map((item) => item.feature)).toEqual([feature, '__proto__'])
})
