import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createCourier } from '../src/server/callback/courier.ts'
import { type Analyser, type AnalysisResult, systemClock, TrainingFailure } from '../src/server/index.ts'
import { silent } from '../src/server/log.ts'
import { openJobStore } from '../src/server/store/jobs.ts'
import { openModelStore } from '../src/server/store/models.ts'
import { createRunner } from '../src/server/training/runner.ts'
import { temporaryFolder } from './support/folder.ts'
import { receiveCallbacks } from './support/receiver.ts'
import { startService, trainText } from './support/service.ts'

const metrics: AnalysisResult['metrics'] = {
  r2: 0.5,
  mae: 1,
  rmse: 2,
  nTrain: 8,
  nTest: 2,
  nFeatures: 1,
  nDropped: 0,
  nExplained: 2,
  rounds: 3,
  split: 'random-80-20',
  seed: 0,
}

/** Analyses that end when they are told to, under the name of their target. */
const gatedAnalyser = () => {
  const open = new Map<string, PromiseWithResolvers<AnalysisResult>>()
  const aborted: string[] = []
  const analyse: Analyser = (_, target, { signal }) => {
    const gate = Promise.withResolvers<AnalysisResult>()
    open.set(target, gate)
    signal.addEventListener('abort', () => {
      aborted.push(target)
      gate.reject(signal.reason)
    })
    return gate.promise
  }
  const finish = (target: string): void => {
    const ranking = JSON.stringify([{ feature: target }])
    open.get(target)?.resolve({ ranking, metrics, excluded: [], model: new ArrayBuffer(8) })
  }
  return { analyse, open, aborted, finish }
}

test('one training at a time; a newer one replaces a waiting one of the same model, which fails', async () => {
  await using folder = await temporaryFolder()
  const gate = gatedAnalyser()
  await using service = await startService(folder.path, { analyse: gate.analyse })
  await using receiver = await receiveCallbacks()
  const [a, b] = [await service.client.createModel('a'), await service.client.createModel('b')]
  const send = (modelId: number, name: string) =>
    trainText(service.client, { modelId, text: 'x', targetColumn: name, callbackUrl: `${receiver.url}/${name}` })

  await send(a.modelId, 'a1')
  await expect.poll(() => [...gate.open.keys()]).toEqual(['a1'])
  await send(b.modelId, 'b1')
  await send(a.modelId, 'a2')
  await send(a.modelId, 'a3')
  const { body } = await receiver.final('/a2')
  expect(body).toMatchObject({
    model_id: a.modelId,
    status: 'failed',
    error: expect.stringContaining('newer') as string,
  })
  expect([...gate.open.keys()]).toEqual(['a1'])

  gate.finish('a1')
  await receiver.final('/a1')
  await expect.poll(() => [...gate.open.keys()]).toEqual(['a1', 'b1'])
  gate.finish('b1')
  await expect.poll(() => [...gate.open.keys()]).toEqual(['a1', 'b1', 'a3'])
  gate.finish('a3')
  await receiver.final('/a3')
  expect((await service.client.ranking(a.modelId)).items).toEqual([{ feature: 'a3' }])
  expect((await service.client.ranking(b.modelId)).items).toEqual([{ feature: 'b1' }])
})

test('deleting a model ends its trainings, tells nobody, and leaves nothing', async () => {
  await using folder = await temporaryFolder()
  const gate = gatedAnalyser()
  await using service = await startService(folder.path, { analyse: gate.analyse })
  await using receiver = await receiveCallbacks()
  const [a, b] = [await service.client.createModel('a'), await service.client.createModel('b')]
  const send = (modelId: number, name: string) =>
    trainText(service.client, { modelId, text: 'x', targetColumn: name, callbackUrl: `${receiver.url}/${name}` })
  await send(a.modelId, 'a1')
  await expect.poll(() => gate.open.size).toBe(1)
  await send(a.modelId, 'a2')
  await send(b.modelId, 'b1')
  await service.client.deleteModel(a.modelId)
  expect(gate.aborted).toEqual(['a1'])
  await expect.poll(() => [...gate.open.keys()]).toEqual(['a1', 'b1'])
  gate.finish('b1')
  await receiver.final('/b1')
  await expect.poll(() => readdir(path.join(folder.path, 'jobs'))).toEqual([])
  expect(receiver.received.map((entry) => entry.path)).toEqual(['/b1'])
  expect((await readdir(path.join(folder.path, 'models'))).toSorted()).toEqual(['2', 'last-id'])
})

test('an error of our own fails the training in a fixed sentence and is logged', async () => {
  await using folder = await temporaryFolder()
  const analyse: Analyser = () => Promise.reject(new Error('secret/path'))
  await using service = await startService(folder.path, { analyse })
  await using receiver = await receiveCallbacks()
  const { modelId } = await service.client.createModel('a')
  await trainText(service.client, { modelId, text: 'x', callbackUrl: receiver.url })
  expect((await receiver.final()).body.error).toBe('The training broke off for an internal reason.')
  expect(service.lines.some(({ fields }) => String(fields?.['error']).includes('secret/path'))).toBe(true)
})

test('a failed retraining leaves the last ranking', async () => {
  await using folder = await temporaryFolder()
  const gate = gatedAnalyser()
  await using service = await startService(folder.path, { analyse: gate.analyse })
  await using receiver = await receiveCallbacks()
  const { modelId } = await service.client.createModel('a')
  const send = (name: string) =>
    trainText(service.client, { modelId, text: 'x', targetColumn: name, callbackUrl: `${receiver.url}/${name}` })
  await send('good')
  await expect.poll(() => gate.open.has('good')).toBe(true)
  gate.finish('good')
  await receiver.final('/good')
  await send('bad')
  await expect.poll(() => gate.open.has('bad')).toBe(true)
  gate.open.get('bad')?.reject(new Error('no'))
  await receiver.final('/bad')
  expect((await service.client.ranking(modelId)).items).toEqual([{ feature: 'good' }])
})

test('models and rankings survive a restart, and ids are never used twice', async () => {
  await using folder = await temporaryFolder()
  const gate = gatedAnalyser()
  await using receiver = await receiveCallbacks()
  {
    await using service = await startService(folder.path, { analyse: gate.analyse })
    const ids = await Promise.all(['a', 'b', 'c'].map((name) => service.client.createModel(name)))
    expect(ids.map(({ modelId }) => modelId)).toEqual([1, 2, 3])
    await trainText(service.client, { modelId: 1, text: 'x', targetColumn: 't', callbackUrl: receiver.url })
    await expect.poll(() => gate.open.has('t')).toBe(true)
    gate.finish('t')
    await receiver.final()
    await service.client.deleteModel(3)
  }
  await using service = await startService(folder.path)
  expect((await service.client.ranking(1)).items).toEqual([{ feature: 't' }])
  expect(await service.client.createModel('d')).toEqual({ modelId: 4 })
})

test('a job that is read at the start and submitted besides is trained once', async () => {
  await using folder = await temporaryFolder()
  const begun: string[] = []
  const analyse: Analyser = (_, target) => {
    begun.push(target)
    return Promise.reject(new TrainingFailure('no'))
  }
  const jobs = await openJobStore(folder.path)
  const post = () => Promise.resolve(200)
  const log = silent
  const runner = createRunner({
    jobs,
    models: await openModelStore(folder.path),
    analyse,
    progress: { post, clock: systemClock, interval: 0 },
    clock: systemClock,
    log,
    courier: createCourier({
      post,
      clock: systemClock,
      random: () => 0,
      backoff: { first: 1, longest: 1, giveUpAfter: 1 },
      log,
    }),
  })
  await writeFile(jobs.uploadPath('x'), 'x')
  const job = await jobs.accept({ modelId: 1, callbackUrl: 'http://x/', targetColumn: 'y' }, jobs.uploadPath('x'))
  await Promise.all([runner.start(), runner.submit(job)])
  await expect.poll(() => jobs.list()).toEqual([])
  await runner.stop()
  expect(begun).toEqual(['y'])
})
