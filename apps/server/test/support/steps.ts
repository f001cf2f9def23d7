import type { Locator, Page } from 'playwright-core'
import type { Visitor } from './visitor.ts'
import type { Words } from './words.ts'

/** What people do at the panel, each in one place: a control that changes is changed here. */

type At = Pick<Visitor, 'words'> & { page: Page }

interface SentFile {
  name: string
  mimeType: string
  buffer: Buffer
}

export const csvFile = (name: string, content: string | Uint8Array): SentFile => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
})

export const heading = ({ page }: At, name: string | RegExp): Locator =>
  page.getByRole('heading', typeof name === 'string' ? { name, exact: true } : { name })

export const openPanel = ({ page, url }: Visitor, path = '/panel/') => page.goto(`${url}${path}`)

export const machinePath = (machineId: number, part: '' | '/history' | '/data' = ''): string =>
  `/panel/machines/${machineId}${part}`

/** Ends where data is sent. */
export const createMachine = async (at: At, name: string): Promise<void> => {
  await at.page.getByRole('button', { name: at.words.newMachine }).first().click()
  await at.page.getByRole('textbox', { name: at.words.machineName }).fill(name)
  await at.page.getByRole('button', { name: at.words.createMachine }).click()
  await heading(at, name).waitFor()
}

export const fileInput = ({ page, words }: At): Locator => page.getByLabel(words.chooseFile)

export const targetControl = ({ page, words }: At): Locator => page.getByLabel(words.target)

export const chooseTarget = (at: At, target: string) => targetControl(at).selectOption(target)

export const sendFile = async (at: At, file: SentFile, target: string): Promise<void> => {
  await fileInput(at).setInputFiles(file)
  await chooseTarget(at, target)
  await at.page.getByRole('button', { name: at.words.send }).click()
}

/** Waits for a result; a real analysis on a busy machine may take longer than what else is waited for. */
export const resultShown = async (at: At): Promise<void> => {
  await heading(at, at.words.ranking).waitFor({ timeout: 120_000 })
  await bars(at).first().waitFor()
}

export const bars = ({ page, words }: At): Locator => page.getByRole('list', { name: words.bars }).getByRole('listitem')

export const table = ({ page, words }: At): Locator => page.getByRole('table', { name: words.allVariables })

/** How many rows the table of all variables has besides its head, once there are as many as expected. */
export const variablesListed = async (at: At, expected: number): Promise<number> => {
  const names = table(at).getByRole('rowheader')
  await names.nth(expected - 1).waitFor()
  return names.count()
}

type Part = Extract<keyof Words, 'result' | 'history' | 'data'>

export const openPart = ({ page, words }: At, part: Part) =>
  page.getByRole('link', { name: words[part], exact: true }).click()

/** The machine's own state, beside its name. */
export const badge = ({ page }: At, label: string): Locator =>
  page.locator('h1 + [data-state]').filter({ hasText: label })

export const machineLink = ({ page }: At, name: string): Locator => page.getByRole('link', { name, exact: true })

/** Through the system's own dialog, as people do. */
export const pickFile = async (at: At, file: SentFile): Promise<void> => {
  const chooser = at.page.waitForEvent('filechooser')
  await fileInput(at).click()
  await (await chooser).setFiles(file)
  await targetControl(at).waitFor()
}

/** Types letters by which a list finds an entry: at a steady pace by their own account, whatever takes long in between. */
export const typeSteadily = async (page: Page, letters: string): Promise<void> => {
  const cdp = await page.context().newCDPSession(page)
  const begun = Date.now() / 1_000
  for (let index = 0; index < letters.length; index++) {
    const letter = letters.charAt(index)
    const key = { key: letter, timestamp: begun + index / 10 }
    await cdp.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', text: letter })
    await cdp.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp' })
  }
  await cdp.detach()
}

/** Opens the list and types the first letters; gives how many keys that took. */
export const chooseByKeys = async (at: At, target: string, letters: string): Promise<number> => {
  await targetControl(at).click()
  await typeSteadily(at.page, letters)
  await at.page.keyboard.press('Enter')
  if ((await targetControl(at).inputValue()) !== target) throw new Error(`${letters} did not choose ${target}`)
  return letters.length + 1
}
