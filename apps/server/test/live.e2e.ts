import type { Locator } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { axeFaults } from './support/axe.ts'
import { patient } from './support/patient.ts'
import { plantRanking, plantMetrics } from './support/plant.ts'
import { makeMachine, startTraining } from './support/rest.ts'
import { plantFile } from './support/seed.ts'
import { badge, bars, heading, machineLink, machinePath, openPanel, openPart, resultShown } from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { variant } from './support/variant.ts'
import { forgive, type Visitor } from './support/visitor.ts'

/** What happens elsewhere is on the screen without a reload, and what went wrong can be put right there. */

const stage = useStage({ scripted: true })

/** A page that was loaded again has forgotten this. */
const mark = ({ page }: Pick<Visitor, 'page'>) => page.evaluate('void (globalThis.stayed = true)')
const expectStayed = async ({ page }: Pick<Visitor, 'page'>) =>
  expect(await page.evaluate('globalThis.stayed')).toBe(true)

test('two tabs follow a training over one stream, and one goes on when the other is closed', async () => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, 'Prensa 1')
  const list = await stage().visit(variant('en', 'light', 1440))
  let streams = 0
  list.context.on('request', (request) => {
    if (request.headers()['accept'] === 'text/event-stream') streams++
  })
  await openPanel(list)
  const row = list.page.getByRole('row').filter({ has: machineLink(list, 'Prensa 1') })
  await row.waitFor()
  const machine: Visitor = { ...list, page: await list.newTab() }
  await openPanel(machine, machinePath(machineId))
  await badge(machine, machine.words.created).waitFor()
  await Promise.all([mark(list), mark(machine)])

  await startTraining(url, machineId, plantFile)
  await badge(machine, machine.words.training).waitFor()
  await row.getByText(list.words.training).waitFor()
  const training = await service.take()
  await service.report(training, { status: 'training', progress: 0.4, stage: 'boosting' })
  await machine.page.getByText('40%').first().waitFor()
  // The next one waits for this one to end.
  await startTraining(url, machineId, plantFile)
  await badge(machine, machine.words.queued).waitFor()
  await row.getByText(list.words.queued).waitFor()
  await service.report(training, { status: 'failed', error: 'no memory' })
  await badge(machine, machine.words.training).waitFor()
  await service.fail('no memory')
  await row.getByText(list.words.failed).waitFor()
  await badge(machine, machine.words.failed).waitFor()
  expect(streams).toBe(1)
  await expectStayed(list)

  await list.page.close()
  await startTraining(url, machineId, plantFile)
  await service.complete(plantRanking, plantMetrics)
  await badge(machine, machine.words.completed).waitFor()
  await resultShown(machine)
  await expectStayed(machine)
})

test('a failed training says why and what to do, and the next try leaves a result', async () => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, 'Forno 1')
  const at = await stage().visit(variant('pt-BR', 'dark', 360))
  await openPanel(at, machinePath(machineId))
  await badge(at, at.words.created).waitFor()
  await mark(at)
  await startTraining(url, machineId, plantFile)
  await service.fail('out of memory at row 12')

  const failure = at.page.getByRole('alert').filter({ hasText: at.words.lastFailed })
  await failure.getByText(at.words.tryAgain).waitFor()
  await failure.getByText(at.words.technical).click()
  await failure.getByText('out of memory at row 12').waitFor()
  await failure.getByRole('button', { name: at.words.retry }).click()
  await service.complete(plantRanking, plantMetrics)
  await resultShown(at)
  await failure.waitFor({ state: 'detached' })
  await expectStayed(at)

  await openPart(at, 'history')
  const history = at.page.getByRole('list', { name: at.words.history }).getByRole('listitem')
  await vi.waitFor(async () => expect(await history.count()).toBe(2), patient)
  await history.last().getByRole('link').first().click()
  await at.page.getByText(at.words.tryAgain).waitFor()
})

test('a running training is cancelled, and the machine is as before', async () => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, 'Linha 4')
  await startTraining(url, machineId, plantFile)
  await service.complete(plantRanking, plantMetrics)
  await startTraining(url, machineId, plantFile)
  await service.take()
  const at = await stage().visit(variant('en', 'light', 360))
  await openPanel(at, machinePath(machineId))
  const cancel = at.page.getByRole('button', { name: at.words.cancel, exact: true })
  await cancel.click()
  await badge(at, at.words.completed).waitFor()
  await bars(at).first().waitFor()
  await vi.waitFor(async () => expect(await cancel.count()).toBe(0), patient)
})

/** As far as the button that confirms it. */
const toDelete = async (at: Visitor, name: string): Promise<Locator> => {
  await openPanel(at)
  await machineLink(at, name).click()
  await heading(at, name).waitFor()
  await at.page.getByRole('button', { name: at.words.deleteMachine, exact: true }).click()
  return at.page.getByRole('dialog').getByRole('button', { name: at.words.confirmDelete, exact: true })
}

test('a deleted machine comes back by one click, and by none it is gone for good', async () => {
  const { url } = stage()
  const machineId = await makeMachine(url, 'Misturador 9')
  const at = await stage().visit(variant('pt-BR', 'light', 1440))
  const { clock } = at.page
  await clock.install()
  const first = await toDelete(at, 'Misturador 9')
  // However slow the browser is, little of the eight seconds goes by until the pointer at the notice holds them.
  await clock.pauseAt(Date.now() + 1_000)
  await first.click()
  const undo = at.page.getByRole('button', { name: at.words.undo })
  while (!(await undo.isVisible())) await clock.runFor(10)
  await undo.hover()
  await clock.resume()
  await heading(at, at.words.machines).waitFor()
  await machineLink(at, 'Misturador 9').waitFor({ state: 'detached' })
  expect(await axeFaults(at.page)).toEqual([])
  await undo.click()
  await machineLink(at, 'Misturador 9').waitFor()
  expect((await fetch(`${url}/machines/${machineId}`)).status).toBe(200)

  const second = await toDelete(at, 'Misturador 9')
  await second.click()
  await heading(at, at.words.machines).waitFor()
  await machineLink(at, 'Misturador 9').waitFor({ state: 'detached' })
  await clock.fastForward(8_000)
  const status = async () => (await fetch(`${url}/machines/${machineId}`)).status
  await vi.waitFor(async () => expect(await status()).toBe(404), patient)
  await openPanel(at, machinePath(machineId))
  await heading(at, at.words.notFound).waitFor()
  forgive(at, /status of 404/)
})
