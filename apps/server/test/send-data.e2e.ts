import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { focusOn, tabTo } from './support/keyboard.ts'
import { idle } from './support/layout.ts'
import { patient } from './support/patient.ts'
import { makeMachine } from './support/rest.ts'
import { csvFile, fileInput, machinePath, openPanel, targetControl } from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { variant } from './support/variant.ts'
import { forgive, type Visitor } from './support/visitor.ts'

/** From a file to an analysis, with the files and the lines that people have. */

const stage = useStage({ scripted: true })

const openData = async (at: Visitor, name: string): Promise<number> => {
  const machineId = await makeMachine(stage().url, name)
  await openPanel(at, machinePath(machineId, '/data'))
  await fileInput(at).waitFor({ state: 'attached' })
  await idle(at.page)
  return machineId
}

const rows = (count: number, write: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => `${write(row)}\n`).join('')

const sentAndStarted = (at: Visitor, machineId: number) => at.page.waitForURL(`**${machinePath(machineId)}`)

test('a file without a header is seen to have none, and goes as a copy that has one', async () => {
  const at = await stage().visit(variant('pt-BR', 'light', 1440))
  const { page } = at
  const machineId = await openData(at, 'Prensa 1')
  await fileInput(at).setInputFiles(
    csvFile(
      'prensa.csv',
      rows(40, (i) => `${i},5;${i * 3},25;A${i % 3}`),
    ),
  )
  await page.getByText('40 linhas e 3 colunas').waitFor()
  await page.getByText('Uma cópia convertida').waitFor()
  await targetControl(at).selectOption('coluna 2')
  await page.getByRole('figure', { name: /Distribuição de coluna 2: 40 valores de 0,25 a 117/ }).waitFor()
  await page.getByRole('button', { name: at.words.send }).click()
  await sentAndStarted(at, machineId)

  await openPanel(at, machinePath(machineId, '/data'))
  await page.getByText('40 linhas · 3 colunas').waitFor()
  await page.getByRole('button', { name: 'Analisar outro alvo do arquivo prensa.csv' }).click()
  expect(await targetControl(at).inputValue()).toBe('coluna 2')
  await page.getByText('separador vírgula · decimal ponto').waitFor()
})

test('how a file is read can be changed and taken back', async () => {
  const at = await stage().visit(variant('en', 'dark', 360))
  const { page } = at
  await openData(at, 'Press 2')
  await fileInput(at).setInputFiles(csvFile('press.csv', `a;b\n${rows(30, (i) => `${i}.125;${i}`)}`))
  await page.getByText('30 rows and 2 columns').waitFor()
  const reset = page.getByRole('button', { name: 'Read as the file suggests' })
  expect(await reset.count()).toBe(0)
  await page.getByLabel('Column delimiter').selectOption(',')
  await page.getByText('30 rows and 1 column', { exact: true }).waitFor()
  await page.getByText('No column of this file can be the target').waitFor()
  await reset.click()
  await page.getByText('30 rows and 2 columns').waitFor()
  expect(await reset.count()).toBe(0)
})

test('a file is dropped anywhere on the page, and another in its place', async () => {
  const at = await stage().visit(variant('en', 'dark', 1440))
  const { page, context, words } = at
  await openData(at, 'Press 9')
  const cdp = await context.newCDPSession(page)
  const dropFile = async (file: string) => {
    const data = { items: [], files: [file], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await cdp.send('Input.dispatchDragEvent', { type, x: 700, y: 60, data })
    }
  }
  await dropFile(fileURLToPath(new URL('fixtures/concrete.csv', import.meta.url)))
  await page.getByText('1,030 rows and 9 columns').waitFor()
  await targetControl(at).selectOption('age')
  await dropFile(fileURLToPath(import.meta.url))
  await page.getByText('send-data.e2e.ts').waitFor()
  await vi.waitFor(async () => expect(await page.getByText('concrete.csv').count()).toBe(0), patient)
  await page.getByRole('button', { name: 'Use another file' }).click()
  await page.getByText(words.chooseFile).waitFor()
})

test('cells copied from a spreadsheet are pasted as a file', async () => {
  const at = await stage().visit(variant('pt-BR', 'dark', 360))
  await openData(at, 'Prensa 3')
  await at.page.evaluate(`{
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'a\\tb\\n1,5\\t2\\n2,5\\t3\\n')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }`)
  await at.page.getByText('dados colados.csv').waitFor()
  await at.page.getByText('2 linhas e 2 colunas').waitFor()
  const cells = at.page.getByRole('cell')
  await vi.waitFor(async () => expect(await cells.allInnerTexts()).toEqual(['1,5', '2', '2,5', '3']), patient)
})

test('among thousands of columns the target is found by typing, without a mouse', async () => {
  const at = await stage().visit(variant('en', 'light', 1440))
  const { page } = at
  const machineId = await openData(at, 'Press 4')
  const names = Array.from({ length: 3_000 }, (_, j) => `sensor ${j}`)
  const content = `${names.join(',')}\n${rows(20, (i) => names.map((_, j) => (i * 7 + j) % 13).join(','))}`
  await fileInput(at).setInputFiles(csvFile('wide.csv', content))
  await page.getByText('20 rows and 3,000 columns').waitFor()
  await page.getByText('Showing 100 of 3,000 columns.').waitFor()
  const target = page.getByRole('combobox', { name: at.words.target })
  await tabTo(page, page.getByRole('button', { name: at.words.send }))
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Choose the target.' }).waitFor()
  await focusOn(target)
  await page.keyboard.type('SENSOR 299')
  const options = page.getByRole('listbox').getByRole('option')
  const found = ['sensor 299', ...Array.from({ length: 10 }, (_, i) => `sensor 299${i}`)]
  await vi.waitFor(async () => expect(await options.allInnerTexts()).toEqual(found), patient)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const third = await options.nth(2).getAttribute('id')
  await vi.waitFor(async () => expect(await target.getAttribute('aria-activedescendant')).toBe(third), patient)
  await page.keyboard.press('Enter')
  await vi.waitFor(async () => expect(await target.inputValue()).toBe('sensor 2991'), patient)
  await page.getByRole('figure', { name: /Distribution of sensor 2991/ }).waitFor()
  await tabTo(page, page.getByRole('button', { name: at.words.send }))
  await page.keyboard.press('Enter')
  await sentAndStarted(at, machineId)
})

test('without a reader in the browser the server reads the file, and what it refuses stays here', async () => {
  const at = await stage().visit(variant('pt-BR', 'light', 360))
  const { page } = at
  await page.route('**/reading-worker*', (route) => route.abort())
  await openData(at, 'Prensa 5')
  await fileInput(at).setInputFiles(csvFile('torto.csv', 'a,b\n1,2\n1,2,3\n'))
  const sendAnyway = page.getByRole('button', { name: 'Enviar e ver as colunas' })
  await sendAnyway.click()
  await page.getByRole('alert').filter({ hasText: 'Linha 3.' }).waitFor()
  await page.getByText('torto.csv').waitFor()
  await page.getByRole('button', { name: 'Usar outro arquivo' }).click()
  await fileInput(at).setInputFiles(csvFile('certo.csv', 'a,b\n1,2\n2,3\n'))
  await sendAnyway.click()
  await targetControl(at).selectOption('b')
  expect(page.url()).toMatch(/\/data\?dataset=\d+$/)
  forgive(at, /status of 400|ERR_FAILED/)
})

test('a file that is gone is said to be gone', async () => {
  const at = await stage().visit(variant('en', 'dark', 1440))
  await openData(at, 'Press 6')
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-gone-'))
  const file = path.join(folder, 'gone.csv')
  writeFileSync(file, `a;b\n${rows(1_000, (i) => `${i};1`)}`)
  await fileInput(at).setInputFiles(file)
  await at.page.getByText('1,000 rows and 2 columns').waitFor()
  rmSync(folder, { recursive: true })
  await at.page.getByLabel('Column delimiter').selectOption('|')
  await vi.waitFor(
    async () => expect(await at.page.getByRole('alert').innerText()).toContain('cannot be read any more'),
    patient,
  )
})

test('a file that arrived is not sent again when its analysis did not begin', async () => {
  const at = await stage().visit(variant('en', 'light', 360))
  const { page, words } = at
  await openData(at, 'Press 7')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname)
  })
  // Longer than any name of a target may be.
  const tooLong = 'x'.repeat(1_001)
  await fileInput(at).setInputFiles(csvFile('long.csv', `${tooLong},b\n${rows(30, (i) => `${i},${i * i}`)}`))
  await targetControl(at).selectOption(tooLong)
  await page.getByRole('button', { name: words.send }).click()
  await page.waitForURL('**/data?dataset=*')
  await page.getByRole('alert').waitFor()
  expect(await targetControl(at).inputValue()).toBe(tooLong)
  await targetControl(at).selectOption('b')
  await page.getByRole('button', { name: words.start }).click()
  await page.waitForURL(/machines\/\d+$/)
  expect(sent.filter((address) => address === '/datasets')).toHaveLength(1)
  forgive(at, /status of 400/)
})

test('whoever leaves in the middle of an upload is asked, and can cancel it and go on', async () => {
  const at = await stage().visit(variant('pt-BR', 'dark', 1440))
  const { page, context, words } = at
  await openData(at, 'Prensa 8')
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  // Some minutes for the file, and still faster than what the server takes for an attack.
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 20_000 }
  await fileInput(at).setInputFiles(csvFile('grande.csv', `a;b\n${rows(300_000, (i) => `${i};${i % 97}`)}`))
  await targetControl(at).selectOption('b')
  await cdp.send('Network.emulateNetworkConditions', slow)
  await page.getByRole('button', { name: words.send }).click()
  await page.getByText(/kB de .* MB/).waitFor()
  await page.getByRole('link', { name: words.history, exact: true }).click()
  await page.getByRole('button', { name: 'Continuar enviando' }).click()
  expect(page.url()).toContain('/data')
  await page.getByRole('button', { name: 'Cancelar envio' }).click()
  await targetControl(at).waitFor()
  await cdp.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
  expect(await targetControl(at).inputValue()).toBe('b')
  await page.getByRole('link', { name: words.history, exact: true }).click()
  await page.waitForURL('**/history')
})

test('a file that the server has is recognised before it is sent, and used from there', async () => {
  const at = await stage().visit(variant('pt-BR', 'dark', 360))
  const { page, words } = at
  const machineId = await openData(at, 'Prensa 12')
  const file = csvFile('lote.csv', `a;b\n${rows(20, (i) => `${i},5;${i}`)}`)
  await fileInput(at).setInputFiles(file)
  await targetControl(at).selectOption('a')
  expect(await page.getByText('Este mesmo arquivo já foi enviado').count()).toBe(0)
  await page.getByRole('button', { name: words.send }).click()
  await sentAndStarted(at, machineId)

  await openPanel(at, machinePath(machineId, '/data'))
  await fileInput(at).setInputFiles({ ...file, name: 'outro-nome.csv' })
  await page.getByText(/Este mesmo arquivo já foi enviado .* com o nome lote\.csv/).waitFor()
  await page.getByRole('button', { name: 'Usar o que já foi enviado' }).click()
  await page.waitForURL(/dataset=\d+/)
  expect(await targetControl(at).inputValue()).toBe('a')
})
