import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { focusOn } from './support/keyboard.ts'
import { plantMetrics, plantRanking, plantTarget, plantVariables } from './support/plant.ts'
import { makeMachine, settled, startTraining } from './support/rest.ts'
import { plantFile } from './support/seed.ts'
import { chooseByKeys, csvFile, heading, machineLink, machinePath, openPanel, openPart } from './support/steps.ts'
import { pickFile, resultShown } from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { variant } from './support/variant.ts'
import type { Visitor } from './support/visitor.ts'

/** What each task takes here, counted while it is done, is what the table of docs/panel.md says. */

const stage = useStage({ scripted: true })
const document = readFileSync(new URL('../../../docs/panel.md', import.meta.url), 'utf8')

/** The last cell of the row that names a task. */
const documented = (task: string): string | undefined =>
  document
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((cells) => cells[1] === task)
    ?.at(-2)

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

interface Counter {
  total: () => Promise<string>
  /** A select's list is a window of the browser's own: what is pressed there reaches no page. */
  unseenKeys: (count: number) => void
}

/** Starts counting what a visitor presses, by the events that it causes; a page that is loaded again starts anew. */
const countActions = async ({ page }: Visitor): Promise<Counter> => {
  let unseen = 0
  await page.addInitScript({
    content: `globalThis.pressed = { pointerdown: 0, keydown: 0 }
      for (const type in pressed) addEventListener(type, ({ isTrusted }) => isTrusted && pressed[type]++, true)`,
  })
  return {
    total: async () => {
      const pressed = await page.evaluate<{ pointerdown: number; keydown: number }>('pressed')
      return `${plural(pressed.pointerdown, 'click')}, ${plural(pressed.keydown + unseen, 'key')}`
    },
    unseenKeys: (count) => {
      unseen += count
    },
  }
}

const visit = async () => {
  const at = await stage().visit(variant('pt-BR', 'light', 1440))
  return { at, counter: await countActions(at) }
}

const file = csvFile(plantFile.fileName, plantFile.content)
const send = ({ page, words }: Visitor) => page.getByRole('button', { name: words.send }).click()
const analysed = async (at: Visitor) => {
  await stage().service.complete(plantRanking, plantMetrics)
  await resultShown(at)
}

test('to see a result without a file of one’s own', async () => {
  const { at, counter } = await visit()
  await openPanel(at)
  await at.page.getByRole('button', { name: at.words.trySample }).click()
  await analysed(at)
  expect(await counter.total()).toBe(documented('See a result without a file of one’s own'))
})

test('to register a machine', async () => {
  const { at, counter } = await visit()
  await openPanel(at)
  await at.page.getByRole('button', { name: at.words.newMachine }).click()
  await focusOn(at.page.getByRole('textbox', { name: at.words.machineName }))
  await at.page.keyboard.type('Extrusora 3')
  await at.page.getByRole('button', { name: at.words.createMachine }).click()
  await heading(at, 'Extrusora 3').waitFor()
  expect(await counter.total()).toBe(documented('Register a machine, up to where its data is sent'))
})

test('to send a first file, up to its result', async () => {
  const machineId = await makeMachine(stage().url, 'Extrusora 4')
  const { at, counter } = await visit()
  await openPanel(at, machinePath(machineId, '/data'))
  await pickFile(at, file)
  counter.unseenKeys(await chooseByKeys(at, plantTarget, 'pro'))
  await send(at)
  await analysed(at)
  expect(await counter.total()).toBe(documented('Send the first file, up to its result'))
})

test('to analyse a new file of the same machine', async () => {
  const machineId = await analysedMachine('Extrusora 5')
  const { at, counter } = await visit()
  await openPanel(at, machinePath(machineId))
  await resultShown(at)
  await openPart(at, 'data')
  await pickFile(at, file)
  await send(at)
  await at.page.getByRole('progressbar').first().waitFor()
  await analysed(at)
  expect(await counter.total()).toBe(documented('Analyse a newer file of the same machine, up to its result'))
})

test('to analyse another column of a file that is there already', async () => {
  const machineId = await analysedMachine('Extrusora 8')
  const { at, counter } = await visit()
  const { page, words } = at
  await openPanel(at, machinePath(machineId))
  await resultShown(at)
  await openPart(at, 'data')
  await page.getByRole('button', { name: words.anotherTarget }).click()
  counter.unseenKeys(await chooseByKeys(at, plantVariables[1] ?? '', 'rot'))
  await page.getByRole('button', { name: words.start }).click()
  await page.getByRole('progressbar').first().waitFor()
  await analysed(at)
  expect(await counter.total()).toBe(documented('Analyse another column of a file that was sent before'))
})

test('to repeat a failed analysis', async () => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, 'Extrusora 6')
  const { at, counter } = await visit()
  await openPanel(at, machinePath(machineId))
  await startTraining(url, machineId, plantFile)
  await service.fail('out of memory')
  await at.page.getByRole('button', { name: at.words.retry }).click()
  await analysed(at)
  expect(await counter.total()).toBe(documented('Learn that an analysis failed, and repeat it up to its result'))
})

test('to see what moves a machine', async () => {
  await analysedMachine('Extrusora 7')
  const { at, counter } = await visit()
  await openPanel(at)
  const row = at.page.getByRole('row').filter({ has: machineLink(at, 'Extrusora 7') })
  await row.getByText(plantRanking[0]?.feature ?? '').waitFor()
  expect(await counter.total()).toBe(documented('See what weighs most on a machine, from the list'))
})

const analysedMachine = async (name: string): Promise<number> => {
  const { url, service } = stage()
  const machineId = await makeMachine(url, name)
  await startTraining(url, machineId, plantFile)
  await service.complete(plantRanking, plantMetrics)
  await settled(url, machineId)
  return machineId
}
