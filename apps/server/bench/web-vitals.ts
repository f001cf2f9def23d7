import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'
import { makeMachine, settled, startTraining } from '../test/support/rest.ts'
import { complete, plantFile } from '../test/support/seed.ts'
import { Stage } from '../test/support/stage.ts'
import { bars, heading, machineLink, machinePath, openPanel, resultShown } from '../test/support/steps.ts'
import { variant } from '../test/support/variant.ts'
import type { Visitor } from '../test/support/visitor.ts'
import { plantMetrics, plantRanking } from '../test/support/plant.ts'
import { summary } from './summary.ts'

/**
 * What a browser feels at the panel, with a thousand machines on the same computer: the weight of the first load, its
 * paints, how much moves by itself, and how long after an action the next frame comes. Prints one line of JSON.
 */

const machines = Number(process.argv[2] ?? 1_000)
const rounds = Number(process.argv[3] ?? 20)

/** Runs in the page from its first line on. The browser reports no event that took less than 16 ms. */
const observe = `
  globalThis.vitals = { fcp: 0, lcp: 0, cls: 0, slowest: 16 }
  const on = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true, ...more })
  on('paint', ({ name, startTime }) => { if (name === 'first-contentful-paint') vitals.fcp = startTime })
  on('largest-contentful-paint', ({ startTime }) => { vitals.lcp = startTime })
  on('layout-shift', ({ hadRecentInput, value }) => { if (!hadRecentInput) vitals.cls += value })
  on('event', ({ interactionId, duration }) => {
    if (interactionId) vitals.slowest = Math.max(vitals.slowest, duration)
  }, { durationThreshold: 16 })`

interface Vitals {
  fcp: number
  lcp: number
  cls: number
  slowest: number
}

/** After the frame that is being made, and the observers' own turn. */
const vitalsOf = (page: Page): Promise<Vitals> =>
  page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(vitals), 100)))`)

const kilobytes = (bytes: number): number => Number((bytes / 1000).toFixed(1))

const weigh = async (responses: readonly Response[]) => {
  const bodies = await Promise.all(responses.map((response) => response.body()))
  return {
    files: bodies.length,
    kb: kilobytes(bodies.reduce((sum, body) => sum + body.length, 0)),
    gzipKb: kilobytes(bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)),
  }
}

const visit = async (stage: Stage): Promise<Visitor> => {
  const at = await stage.visit(variant('pt-BR', 'light', 1440))
  await at.page.addInitScript({ content: observe })
  return at
}

/** What is fetched until the page is there; the code of other pages follows when nothing else is to be done. */
const load = async (stage: Stage, path: string, ready: (at: Visitor) => Promise<unknown>) => {
  const at = await visit(stage)
  const files: Response[] = []
  at.page.on('response', (response) => {
    if (response.url().startsWith(`${stage.url}/panel/`)) files.push(response)
  })
  await openPanel(at, path)
  await ready(at)
  const weight = await weigh([...files])
  const { fcp, lcp, cls } = await vitalsOf(at.page)
  await at.context.close()
  return { ...weight, fcpMs: Math.round(fcp), lcpMs: Math.round(lcp), cls: Number(cls.toFixed(4)) }
}

/** How much moves while a machine with a result is analysed again and nobody touches anything. */
const liveShift = async (stage: Stage, machineId: number): Promise<number> => {
  const at = await visit(stage)
  await openPanel(at, machinePath(machineId))
  await resultShown(at)
  await vitalsOf(at.page)
  await at.page.evaluate('void (vitals.cls = 0)')
  await startTraining(stage.url, machineId, plantFile)
  const training = await stage.service.take()
  for (const progress of [0.1, 0.5, 0.9]) {
    await stage.service.report(training, { status: 'training', progress, stage: 'boosting' })
    await at.page
      .getByText(`${progress * 100}%`)
      .first()
      .waitFor()
  }
  await stage.service.report(training, { status: 'completed', metrics: plantMetrics })
  await settled(stage.url, machineId)
  await at.page.getByRole('progressbar').first().waitFor({ state: 'detached' })
  const { cls } = await vitalsOf(at.page)
  await at.context.close()
  return Number(cls.toFixed(4))
}

const interactions = async (stage: Stage) => {
  const at = await visit(stage)
  const { page, words } = at
  await openPanel(at)
  await machineLink(at, `Máquina ${machines}`).waitFor()
  const delays = async (act: (round: number) => Promise<unknown>, undo?: () => Promise<unknown>) => {
    const slowest: number[] = []
    for (let round = 0; round < rounds; round++) {
      await page.evaluate('void (vitals.slowest = 16)')
      await act(round)
      slowest.push((await vitalsOf(page)).slowest)
      await undo?.()
    }
    return summary(slowest)
  }
  const byName = page.getByRole('columnheader', { name: words.machine }).getByRole('button')
  const search = page.getByRole('searchbox', { name: words.search })
  const openMs = await delays(
    async () => {
      await machineLink(at, `Máquina ${machines}`).click()
      await heading(at, `Máquina ${machines}`).waitFor()
    },
    async () => {
      await page.goBack()
      await machineLink(at, `Máquina ${machines}`).waitFor()
    },
  )
  const sortMs = await delays(async (round) => {
    await byName.click()
    await machineLink(at, `Máquina ${round % 2 === 0 ? 1 : machines}`).waitFor()
  })
  const typeMs = await delays(
    async (round) => {
      await search.pressSequentially(`${200 + round}`)
      await machineLink(at, `Máquina ${machines}`).waitFor({ state: 'detached' })
      await machineLink(at, `Máquina ${200 + round}`).waitFor()
    },
    async () => {
      await search.fill('')
      await machineLink(at, `Máquina ${machines}`).waitFor()
    },
  )
  return { openMs, sortMs, typeMs }
}

const stage = await Stage.open({ scripted: true })
try {
  const done = await makeMachine(stage.url, 'Máquina 1')
  await complete(stage, done, plantRanking, plantMetrics)
  for (let number = 2; number <= machines; number++) await makeMachine(stage.url, `Máquina ${number}`)
  const result = {
    machines,
    list: await load(stage, '/panel/', (at) => machineLink(at, `Máquina ${machines}`).waitFor()),
    result: await load(stage, machinePath(done), (at) => bars(at).first().waitFor()),
    liveCls: await liveShift(stage, done),
    ...(await interactions(stage)),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await stage.close()
}
