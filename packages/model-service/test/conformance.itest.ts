import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  type CheckId,
  formatReport,
  type Receiver,
  type Report,
  runConformance,
  startReceiver,
} from '../src/conformance/index.ts'
import { freePort } from './support/listen.ts'
import { temporaryFolder } from './support/folder.ts'
import { heardAnalyser, startService } from './support/service.ts'
import { type Quirks, startSmallService } from './support/small-service.ts'

/** A guard against hanging. */
const patience = 240_000

/** @param vain number of the wait that nothing comes of, however long it is */
const examine = async (baseUrl: string, vain?: number): Promise<Report> => {
  await using receiver = await startReceiver('127.0.0.1', 0)
  let waits = 0
  const waitFor: Receiver['waitFor'] = (matches, time) => receiver.waitFor(matches, ++waits === vain ? 100 : time)
  return await runConformance({
    baseUrl,
    receiver: { ...receiver, waitFor },
    patience,
    newToken: randomUUID,
  })
}

const ids = ({ results }: Report, outcome: string, required: boolean): CheckId[] =>
  results.filter((result) => result.outcome === outcome && result.required === required).map(({ id }) => id)

test('our own service passes every check, optional ones too', async () => {
  await using folder = await temporaryFolder()
  await using receiver = await startReceiver('127.0.0.1', 0)
  const untilHeard = () => receiver.waitFor(({ body }) => body.includes('"boosting"'), patience)
  await using service = await startService(folder.path, { analyse: heardAnalyser(untilHeard) })
  const report = await runConformance({
    baseUrl: `${service.url}/`,
    receiver,
    patience,
    newToken: randomUUID,
  })
  expect(report.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
  expect(report.conforms).toBe(true)
})

test('an old service conforms, and lacks just what is optional', async () => {
  await using service = await startSmallService()
  const report = await examine(service.url)
  expect(ids(report, 'passed', true)).toHaveLength(14)
  expect(report.conforms).toBe(true)
  expect(ids(report, 'failed', false)).toEqual([
    'callback.metrics',
    'callback.progress',
    'ranking.shares',
    'ranking.direction',
    'health.answer',
  ])
})

const broken: [what: string, Partial<Quirks>, failing: CheckId[], vain?: number][] = [
  ['gives a model id as text', { modelId: String }, ['models.create']],
  ['gives every model the same id', { modelId: () => 1 }, ['models.distinct', 'train.accepted', 'delete.removes']],
  ['drops the query of the callback address', { callbackUrl: (url) => url.split('?')[0] ?? '' }, ['callback.address']],
  ['decodes the callback address', { callbackUrl: (url) => decodeURIComponent(url) }, ['callback.address']],
  ['posts to the first address for ever', { callbackUrl: (_, first) => first }, ['retrain.replaces'], 2],
  ['never calls back', { callbackBody: () => undefined }, ['callback.completed'], 1],
  ['names another model', { callbackBody: (body) => ({ ...body, model_id: 99 }) }, ['callback.completed']],
  [
    'sends numbers as text',
    { ranking: (items) => items.map((item) => ({ ...item, importance_shap_mean_abs: '1' })) },
    ['ranking.numbers'],
  ],
  [
    'leaves a number out',
    { ranking: (items) => items.map(({ feature, score_final }) => ({ feature, score_final })) },
    ['ranking.numbers'],
  ],
  [
    'ranks the worst first',
    { ranking: (items) => items.toReversed() },
    ['ranking.order', 'ranking.driver', 'retrain.replaces'],
  ],
  [
    'spoils accents',
    { ranking: (items) => items.map((item) => ({ ...item, feature: Buffer.from(item.feature).toString('latin1') })) },
    ['ranking.features', 'ranking.driver', 'retrain.replaces'],
  ],
  [
    'ranks the target',
    { ranking: (items) => [...items, { feature: 'y', score_final: 0, importance_shap_mean_abs: 0 }] },
    ['ranking.features'],
  ],
  ['fails on a second DELETE', { gone: 500 }, ['delete.twice']],
]

describe('a service is found out that', () => {
  test.each(broken)('%s', async (_, quirks, failing, vain) => {
    await using service = await startSmallService(quirks)
    const report = await examine(service.url, vain)
    expect(report.conforms).toBe(false)
    expect(ids(report, 'failed', true)).toEqual(failing)
    for (const id of failing) expect(formatReport(report)).toContain(`FAIL  ${id}`)
  })
})

describe('the command', () => {
  const main = path.join(import.meta.dirname, '../src/conformance/main.ts')
  const run = async (...args: string[]) => {
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, [main, ...args])) }
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string }
    }
  }

  test('exits with 0 and a report on a service that conforms', async () => {
    await using service = await startSmallService()
    const { code, stdout } = await run(service.url, '--callback-port', String(await freePort()))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Required\n(?: {2}ok .*\n){14}Optional\n/)
    expect(stdout).toContain('The service keeps the contract.')
  })

  test('exits with 1 on one that does not, or is not there', async () => {
    await using service = await startSmallService({ gone: 500 })
    expect(await run(service.url)).toMatchObject({ code: 1 })
    const { code, stdout } = await run(`http://127.0.0.1:${await freePort()}`)
    expect(code).toBe(1)
    expect(stdout).toContain('FAIL  models.create')
  })

  test('exits with 2 and says how it is used', async () => {
    for (const args of [[], ['not a url'], ['http://x', '--timeout', 'long']]) {
      expect(await run(...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--callback-host') as string,
      })
    }
  })
})
