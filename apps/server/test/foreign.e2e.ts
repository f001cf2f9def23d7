import { beforeAll, describe, expect, test, vi } from 'vitest'
import { axeFaults } from './support/axe.ts'
import { overflow, quiet, skeleton } from './support/layout.ts'
import { patient } from './support/patient.ts'
import { makeMachine, settled, startTraining } from './support/rest.ts'
import {
  bars,
  csvFile,
  fileInput,
  heading,
  machinePath,
  openPanel,
  openPart,
  table,
  targetControl,
  variablesListed,
} from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { nameOf, variant } from './support/variant.ts'
import type { Visitor } from './support/visitor.ts'

/** What others write may be anything: it is shown, changes nothing else, and runs nothing. */

const stage = useStage({ scripted: true })

const hostile = [
  'x'.repeat(200),
  '😀👩‍🔧🏭'.repeat(40),
  'مكبس הידראולי \u202Egpj.exe\u202C עברית'.repeat(6),
  '<img src=x onerror=alert(1)>'.repeat(7),
  `"'></bdi><script>alert(1)</script>{count, plural, one {#}} \${7*7}`,
]

const csvOf = (names: readonly string[], write = (name: string) => `"${name.replaceAll('"', '""')}"`): string => {
  const rows = Array.from({ length: 30 }, (_, row) =>
    [...names, 'y'].map((_name, column) => (row * 7 + column * 3) % 11),
  )
  return [[...names, 'y'].map(write), ...rows].map((cells) => cells.join(',')).join('\n')
}

const rankingOf = (names: readonly string[]) =>
  names.map((feature, index) => ({
    feature,
    score_final: 1 / (index + 1),
    importance_shap_mean_abs: 1 / (index + 1),
    direction: hostile[(index + 3) % hostile.length],
  }))

const plain = ['a', 'b', 'c', 'd', 'e']

/** A machine whose every text is one of these, with a result and, after it, a failure in those words. */
const machineOf = async (name: string, columns: readonly string[]): Promise<number> => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, name)
  const file = { content: csvOf(columns), fileName: `${name.slice(0, 60)}.csv`, target: 'y' }
  await startTraining(url, machineId, file)
  await service.complete(rankingOf(columns), { r2: 0.8, mae: 1, rmse: 2 })
  await settled(url, machineId)
  await startTraining(url, machineId, file)
  const training = await service.take()
  await service.report(training, { status: 'training', progress: 0.5, stage: columns[3] })
  await service.report(training, { status: columns[3] ?? '', error: columns[4] })
  await settled(url, machineId)
  return machineId
}

/** Opens each page of a machine in turn, and has a ruler laid to it. */
const walk = async (
  at: Visitor,
  machineId: number,
  columns: readonly string[],
  measure: (name: string) => Promise<unknown>,
): Promise<void> => {
  const { page, words } = at
  await openPanel(at, machinePath(machineId))
  await page.getByRole('alert').filter({ hasText: words.lastFailed }).waitFor()
  await bars(at).first().waitFor()
  const names = table(at).getByRole('rowheader')
  await vi.waitFor(async () => expect(await names.allInnerTexts()).toEqual(columns), patient)
  await measure('result')
  await openPart(at, 'history')
  await page.getByRole('list', { name: words.history }).getByRole('listitem').nth(1).waitFor()
  await measure('history')
  await openPart(at, 'data')
  await fileInput(at).setInputFiles(csvFile('columns.csv', csvOf(columns)))
  await page.getByText(words.whole).waitFor()
  await targetControl(at).waitFor()
  await measure('data')
}

describe('names of any kind', () => {
  const machines = new Map<string, number>()
  let ordinary: number
  beforeAll(async () => {
    ordinary = await machineOf('Prensa', plain)
    for (const name of hostile) machines.set(name, await machineOf(name, hostile))
  })

  test.each(
    [variant('pt-BR', 'dark', 360), variant('en', 'light', 1440)].map((look) => ({ look, title: nameOf(look) })),
  )('run nothing and move nothing: $title', async ({ look }) => {
    const at = await stage().visit(look)
    const expected = new Map<string, string[]>()
    await walk(at, ordinary, plain, async (name) => {
      await quiet(at.page)
      expected.set(name, await skeleton(at.page))
    })
    expect(expected.get('result')).toContain('overflow 0')
    for (const [name, machineId] of machines) {
      await walk(at, machineId, hostile, (page) =>
        vi.waitFor(async () => expect(await skeleton(at.page)).toEqual(expected.get(page)), patient),
      )
      expect(await heading(at, name).count()).toBe(1)
    }
    await openPanel(at)
    await at.page.getByRole('link', { name: hostile[3] ?? '', exact: true }).waitFor()
    await vi.waitFor(async () => expect(await overflow(at.page)).toBe(0), patient)
    expect(await axeFaults(at.page)).toEqual([])
  })
})

const contractMetrics = { r2: 0.8, mae: 1, rmse: 2 }
const contractRanking = plain.map((feature, index) => ({
  feature,
  score_final: 5 - index,
  importance_shap_mean_abs: 1.5 / (index + 1),
  importance_native: 0.2,
  shap_norm: 1 / (index + 1),
  native_norm: 0.3,
  direction: index === 0 ? 'quando a sobe, y sobe' : '',
}))

test.each([
  {
    sent: 'what its contract names',
    ranking: contractRanking,
    metrics: contractMetrics,
    look: variant('en', 'dark', 1440),
  },
  {
    sent: 'the least that it may',
    ranking: plain.map((feature, index) => ({ feature, score_final: 5 - index, importance_shap_mean_abs: 1 })),
    metrics: {},
    look: variant('pt-BR', 'light', 360),
  },
])('a model service that sends $sent gives a whole screen', async ({ ranking, metrics, look }) => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, 'Antiga')
  await startTraining(url, machineId, { content: csvOf(plain), target: 'y' })
  await service.complete(ranking, metrics)
  await settled(url, machineId)
  const at = await stage().visit(look)
  await openPanel(at, machinePath(machineId))
  await bars(at).first().waitFor()
  for (const name of [at.words.ranking, at.words.insights, at.words.quality, at.words.table]) {
    await heading(at, name).waitFor()
  }
  expect(await variablesListed(at, plain.length)).toBe(plain.length)
  expect(await at.page.getByRole('main').innerText()).not.toMatch(/undefined|NaN|null|\[object/)
  expect(await axeFaults(at.page)).toEqual([])
})
