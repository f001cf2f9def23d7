import { setTimeout as sleep } from 'node:timers/promises'
import { createAsk, isRefused } from './ask.ts'
import { askRanking, checkRanking, ensureLeading, readRanking } from './ranking-checks.ts'
import type { Receiver } from './receiver.ts'
import { createRecorder, ensure, type Report } from './report.ts'
import { driver, otherDriver, otherTarget, sampleCsv, target } from './sample.ts'
import {
  type Bench,
  checkAccepted,
  checkCompleted,
  checkDeliveries,
  checkFailure,
  checkMetrics,
  createModel,
  sendCsv,
  waitForEnd,
} from './training-checks.ts'

export interface ConformanceOptions {
  /** Of the service under test. */
  baseUrl: string
  /** Where the service posts its callbacks. */
  receiver: Receiver
  /** Unguessable texts for callback addresses. */
  newToken: () => string
  /** How long one training may last, ms. */
  patience: number
}

const name = 'Prensa & forno +1% "ção" 😀 ?url=x#y'

const checkModels = async ({ ask, recorder }: Bench): Promise<number | undefined> => {
  const modelId = await recorder.check('models.create', () => createModel(ask, name))
  if (modelId === undefined) return undefined
  const remove = (id: number) => ask('DELETE', `/models/${id}`)
  await recorder.check('models.distinct', async () => {
    const other = await createModel(ask, 'Outra')
    await remove(other)
    ensure(other !== modelId, `both have id ${modelId}`)
  })
  await recorder.check('models.same-name', async () => remove(await createModel(ask, name)))
  return modelId
}

/** A first training; false when it did not complete. */
const checkTraining = async (bench: Bench, modelId: number): Promise<boolean> => {
  const { ask, recorder } = bench
  const sent = await recorder.check('train.accepted', async () => {
    const sending = await sendCsv(bench, modelId, sampleCsv(), target)
    checkAccepted(sending)
    return sending
  })
  if (!sent) return false
  const end = await recorder.check('callback.completed', async () => {
    const body = await waitForEnd(bench, sent)
    checkCompleted(body, modelId)
    return body
  })
  const early = end && (await askRanking(ask, modelId))
  await checkDeliveries(bench, sent)
  if (!end || !early) return false
  await recorder.check('callback.metrics', () => checkMetrics(end))
  await recorder.check('ranking.ready', () => ensureLeading(readRanking(early), driver))
  return true
}

/** A service may store its ranking just behind its callback: asked for a while. */
const checkRankingAnswer = async ({ ask, recorder }: Bench, modelId: number): Promise<void> => {
  const items = await recorder.check('ranking.answer', async () => {
    let reply = await askRanking(ask, modelId)
    for (let tries = 0; tries < 20 && reply.status !== 200; tries++) {
      await sleep(250)
      reply = await askRanking(ask, modelId)
    }
    return readRanking(reply)
  })
  if (items) await checkRanking(recorder, items)
}

const checkRetraining = (bench: Bench, modelId: number): Promise<unknown> =>
  bench.recorder.check('retrain.replaces', async () => {
    const sent = await sendCsv(bench, modelId, sampleCsv(), otherTarget)
    checkAccepted(sent)
    checkCompleted(await waitForEnd(bench, sent), modelId)
    ensureLeading(readRanking(await askRanking(bench.ask, modelId)), otherDriver)
  })

const checkRemoval = async ({ ask, recorder }: Bench, modelId: number): Promise<void> => {
  await recorder.check('delete.removes', async () => {
    const { status } = await ask('DELETE', `/models/${modelId}`)
    ensure(status === 200, `answered ${status}`)
  })
  await recorder.check('delete.twice', async () => {
    const { status } = await ask('DELETE', `/models/${modelId}`)
    ensure(status === 200 || status === 404, `answered ${status}`)
  })
}

/**
 * Drives a running model service through the contract: two models, two trainings on small data of known answer, a
 * failure, and removal. What it creates it deletes.
 */
export const runConformance = async ({ baseUrl, ...options }: ConformanceOptions): Promise<Report> => {
  const bench: Bench = { ask: createAsk(baseUrl), recorder: createRecorder(), ...options }
  const { ask, recorder } = bench
  const modelId = await checkModels(bench)
  if (modelId !== undefined) {
    if (await checkTraining(bench, modelId)) {
      await checkRankingAnswer(bench, modelId)
      await checkRetraining(bench, modelId)
      await recorder.check('failure.told', () => checkFailure(bench, modelId))
    }
    await checkRemoval(bench, modelId)
    await recorder.check('errors.model', async () => {
      const { reply } = await sendCsv(bench, modelId, sampleCsv(), target)
      ensure(isRefused(reply), `answered ${reply.status} to a training of a deleted model`)
    })
  }
  await recorder.check('health.answer', async () => {
    const { status } = await ask('GET', '/healthz')
    ensure(status === 200, `answered ${status}`)
  })
  return recorder.report()
}
