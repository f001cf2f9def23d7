import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { freePort, startServer, type ServerProcess } from './support/server.ts'

const concrete = fileURLToPath(new URL('fixtures/concrete.csv', import.meta.url))

let folder: string
let server: ServerProcess
let browser: Browser
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-story-'))
  server = startServer({ DATA_DIR: folder, PORT: String(await freePort()) })
  ;[browser] = await Promise.all([launchBrowser(), server.ready])
})
afterAll(async () => {
  await browser?.close()
  server?.child.kill('SIGTERM')
  await server?.ended
  rmSync(folder, { recursive: true, force: true })
})

interface Watched {
  page: Page
  /** States of trainings as they came over the event stream. */
  streamed: string[]
  /** Every state that a badge showed, in order, each change once. */
  shown: () => Promise<string[]>
  /** What the page or its policy complained about. */
  complaints: string[]
}

const openPanel = async (locale: string): Promise<Watched> => {
  const context = await browser.newContext({ locale })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const streamed: string[] = []
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  cdp.on('Network.eventSourceMessageReceived', ({ data }) => {
    const state = /"state":"(\w+)"/.exec(data)?.[1]
    if (state !== undefined) streamed.push(state)
  })
  await page.addInitScript({ content: recordStates })
  return { page, streamed, complaints, shown: () => page.evaluate('record') }
}

/** Runs in the page: keeps every state that the machine's own badge goes through. */
const recordStates = `
  globalThis.record = []
  new MutationObserver(() => {
    const state = document.querySelector('h1 + [data-state]')?.dataset.state
    if (state && state !== record.at(-1)) record.push(state)
  }).observe(document, { subtree: true, childList: true, attributes: true })`

test('a stranger creates a machine, sends a CSV, watches the training and reads the ranking', async () => {
  const { page, streamed, shown, complaints } = await openPanel('pt-BR')
  await page.goto(server.url)
  await page.getByRole('heading', { name: 'Comece por uma máquina' }).waitFor()
  await page.getByRole('button', { name: 'Nova máquina' }).first().click()
  await page.getByRole('textbox', { name: 'Nome da máquina' }).fill('Concreto & ação 😀')
  await page.getByRole('button', { name: 'Criar máquina' }).click()
  await page.getByRole('heading', { name: 'Concreto & ação 😀' }).waitFor()

  await page.getByLabel('Escolher arquivo CSV').setInputFiles(concrete)
  await page.getByLabel('Alvo (o que explicar)').selectOption('compressive_strength')
  await page.getByRole('button', { name: 'Iniciar análise' }).click()
  await page.getByRole('heading', { name: 'Ranking de influência' }).waitFor({ timeout: 80_000 })

  const states = ['queued', 'sending', 'training', 'storing', 'completed']
  await vi.waitFor(() => expect([...new Set(streamed)]).toEqual(states))
  // The record lives in the page: a reload would have emptied it.
  const seen = await shown()
  expect(seen[0]).toBe('created')
  for (const status of ['queued', 'training', 'completed']) expect(seen).toContain(status)

  const bars = page.getByRole('list', { name: /Influência de cada variável em/ }).getByRole('listitem')
  const firstThree = (await bars.allInnerTexts()).slice(0, 3).join('\n')
  expect(firstThree).toMatch(/\bage\b/)
  expect(firstThree).toMatch(/\bcement\b/)
  const table = page.getByRole('table', { name: /Todas as variáveis/ })
  expect(await table.getByRole('row').count()).toBe(1 + 8)
  await page.getByText(/O modelo explica \d+\s?% da variação em linhas que nunca viu/).waitFor()

  const answer = (await (await fetch(`${server.url}/ranking/?machine_id=1`)).json()) as { metrics: { r2: number } }
  expect(answer.metrics.r2).toBeGreaterThanOrEqual(0.85)

  await page.reload()
  await page.getByRole('heading', { name: 'Ranking de influência' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('in English, what the server refuses is said where it happened, and the machine is there for a second tab', async () => {
  const { page, complaints } = await openPanel('en-US')
  await page.goto(server.url)
  await page.getByRole('link', { name: 'Concreto & ação 😀' }).click()
  await page.getByRole('heading', { name: 'Influence ranking' }).waitFor()
  await page
    .getByLabel('Choose CSV file')
    .setInputFiles({ name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n1,2,3,4\n') })
  await page.getByRole('alert').filter({ hasText: 'Line 3' }).waitFor()
  expect(complaints.filter((text) => !text.includes('400'))).toEqual([])
  await page.context().close()
})
