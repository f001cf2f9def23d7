import { plantCsv, plantTarget } from './plant.ts'
import type { Seed } from './seed.ts'
import { bars, chooseTarget, csvFile, fileInput, heading, machineLink, machinePath, openPanel } from './steps.ts'
import type { Visitor } from './visitor.ts'

export interface Screen {
  name: string
  path: (seed: Seed) => string
  /** What is done there, when the address alone does not lead to it. */
  enter?: (at: Visitor) => Promise<void>
  /** Resolves when all of it is drawn. */
  ready: (at: Visitor) => Promise<unknown>
}

export const openScreen = async (at: Visitor, { path, enter, ready }: Screen, seed: Seed): Promise<void> => {
  await openPanel(at, path(seed))
  await enter?.(at)
  await ready(at)
}

const list: Screen = {
  name: 'machines',
  path: () => '/panel/',
  ready: (at) => machineLink(at, 'Extrusora 3').waitFor(),
}

const result: Screen = {
  name: 'result',
  path: ({ done }) => machinePath(done),
  ready: async (at) => {
    await bars(at).first().waitFor()
    await heading(at, at.words.comparison).waitFor()
  },
}

const history: Screen = {
  name: 'history',
  path: ({ done }) => machinePath(done, '/history'),
  ready: (at) => at.page.getByRole('list', { name: at.words.history }).getByRole('link').last().waitFor(),
}

const file: Screen = {
  name: 'file',
  path: ({ fresh }) => machinePath(fresh, '/data'),
  enter: async (at) => {
    await fileInput(at).setInputFiles(csvFile('extrusora.csv', plantCsv()))
    await chooseTarget(at, plantTarget)
  },
  ready: async (at) => {
    await at.page.getByText(at.words.whole).waitFor()
    await at.page.getByRole('figure').waitFor()
  },
}

const failed: Screen = {
  name: 'failed',
  path: ({ failed: machineId }) => machinePath(machineId),
  ready: (at) => at.page.getByRole('alert').filter({ hasText: at.words.lastFailed }).waitFor(),
}

const analysis: Screen = {
  name: 'analysis',
  path: ({ done, analysis: id }) => `${machinePath(done)}/trainings/${id}`,
  ready: (at) => bars(at).first().waitFor(),
}

const running: Screen = {
  name: 'running',
  path: ({ running: machineId }) => machinePath(machineId),
  ready: (at) => at.page.getByRole('progressbar').first().waitFor(),
}

const data: Screen = {
  name: 'data',
  path: ({ fresh }) => machinePath(fresh, '/data'),
  ready: (at) => fileInput(at).waitFor({ state: 'attached' }),
}

const found: Screen = {
  name: 'machines found',
  path: () => '/panel/?search=forno&status=failed',
  ready: async (at) => {
    await machineLink(at, 'Forno 2').waitFor()
    await machineLink(at, 'Extrusora 3').waitFor({ state: 'detached' })
  },
}

const notFound: Screen = {
  name: 'not found',
  path: () => '/panel/nowhere',
  ready: (at) => heading(at, at.words.notFound).waitFor(),
}

const create: Screen = {
  name: 'new machine',
  path: () => '/panel/',
  enter: (at) => at.page.getByRole('button', { name: at.words.newMachine }).first().click(),
  ready: (at) => at.page.getByRole('textbox', { name: at.words.machineName }).waitFor(),
}

const nothingFound: Screen = {
  name: 'nothing found',
  path: () => '/panel/?search=nowhere',
  ready: (at) => heading(at, at.words.noneFound).waitFor(),
}

const remove: Screen = {
  name: 'delete',
  path: ({ done }) => machinePath(done),
  enter: (at) => at.page.getByRole('button', { name: at.words.deleteMachine, exact: true }).click(),
  ready: (at) => at.page.getByRole('dialog').getByRole('button', { name: at.words.confirmDelete }).waitFor(),
}

const help: Screen = {
  name: 'help',
  path: () => '/panel/',
  enter: (at) => at.page.getByRole('button', { name: at.words.help, exact: true }).click(),
  ready: (at) => heading(at, at.words.helpTitle).waitFor(),
}

/** What people look at most. */
export const mainScreens: readonly Screen[] = [list, result, history, file, failed]

/** Those that an address leads to. */
export const addresses: readonly Screen[] = [list, found, result, history, data, failed, analysis, running, notFound]

export const everyScreen: readonly Screen[] = [
  ...mainScreens,
  analysis,
  running,
  data,
  create,
  remove,
  help,
  nothingFound,
  notFound,
]
