import { freePort } from '@alavanca/postgres/port'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '@alavanca/browser'
import { startServer } from '../test/support/server.ts'

/**
 * Drops a large CSV on the built panel in a real Chromium and prints, as one line of JSON, how long its columns take to
 * be seen, how long the whole file takes to be read, the longest task of the main thread meanwhile, and how long the
 * bytes alone take to be read there.
 */

const megabytes = Number(process.argv[2] ?? 50)
const runs = Number(process.argv[3] ?? 3)
const columns = 20

/** The same numbers each time: a linear congruential generator (MINSTD). */
const createRandom = () => {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const writeCsv = async (file: string): Promise<void> => {
  const random = createRandom()
  const out = createWriteStream(file)
  out.write(`${Array.from({ length: columns }, (_, j) => `variável ${j + 1}`).join(';')}\n`)
  for (let written = 0; written < megabytes * 1e6;) {
    const rows = Array.from({ length: 1_000 }, () =>
      Array.from({ length: columns }, (_, j) =>
        j % 7 === 3 ? 'ABC'.charAt(random() * 3) : (random() * 1_000).toFixed(3).replace('.', ','),
      ).join(';'),
    )
    const text = `${rows.join('\n')}\n`
    written += text.length
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** Runs in the page before the drop: notes when things happen, by the page's own clock. */
const watch = `
  globalThis.seen = { longest: 0 }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration)
  }).observe({ type: 'longtask' })
  addEventListener('drop', (event) => {
    seen.file = event.dataTransfer.files[0]
    seen.dropped = performance.now()
  }, { capture: true, once: true })
  seen.done = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      // Seen is what was painted.
      if (!seen.drawn && document.querySelectorAll('thead th').length > ${columns}) {
        seen.drawn = true
        requestAnimationFrame(() => setTimeout(() => { seen.columns = performance.now() }))
      }
      if (![...document.querySelectorAll('output')].some(({ textContent }) => / linhas e ${columns} colunas/.test(textContent))) return
      observer.disconnect()
      seen.read = performance.now()
      // The observer of long tasks is told of them a little later.
      setTimeout(() => resolve(seen), 500)
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  // Not the promise: it would be waited for.
  undefined`

/** Runs in the page afterwards: the bytes alone, in the pieces in which the panel's reader takes them. */
const readBytes = `(async () => {
  const started = performance.now()
  for (let at = 0; at < seen.file.size; at += 1024 * 1024) await seen.file.slice(at, at + 1024 * 1024).arrayBuffer()
  return performance.now() - started
})()`

const drop = async (page: Page, file: string): Promise<void> => {
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data })
  }
}

const measure = async (page: Page, address: string, file: string) => {
  await page.goto(address)
  await page.locator('input[type=file]').waitFor({ state: 'attached' })
  await page.evaluate(watch)
  await drop(page, file)
  const {
    dropped,
    columns: shown,
    read,
    longest,
  } = await page.evaluate<Record<string, number>>(
    'seen.done.then(({ dropped, columns, read, longest }) => ({ dropped, columns, read, longest }))',
  )
  const bytesMs = await page.evaluate<number>(readBytes)
  const since = (moment = 0) => moment - (dropped ?? 0)
  return { columnsMs: since(shown), readMs: since(read), longestTaskMs: longest ?? 0, bytesMs }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const createMachine = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/machines/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ machine_name: 'Bench' }),
  })
  return ((await response.json()) as { id: number }).id
}

const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-bench-'))
const file = path.join(folder, 'large.csv')
await writeCsv(file)
const server = startServer({ DATA_DIR: path.join(folder, 'data'), PORT: String(await freePort()) })
const browser = await launchBrowser()
try {
  await server.ready
  const address = `${server.url}/panel/machines/${await createMachine(server.url)}/data`
  const measured: Awaited<ReturnType<typeof measure>>[] = []
  // A browser profile of its own for each: nothing is warm.
  for (let run = 0; run < runs; run++) {
    const context = await browser.newContext({ locale: 'pt-BR' })
    measured.push(await measure(await context.newPage(), address, file))
    await context.close()
  }
  const of = (key: keyof (typeof measured)[number]) => median(measured.map((run) => run[key]))
  const result = {
    megabytes,
    runs,
    columnsMs: Math.round(of('columnsMs')),
    readMs: Math.round(of('readMs')),
    bytesMs: Math.round(of('bytesMs')),
    readToBytes: Number((of('readMs') / of('bytesMs')).toFixed(1)),
    longestTaskMs: Math.max(...measured.map(({ longestTaskMs }) => Math.round(longestTaskMs))),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await browser.close()
  server.child.kill('SIGTERM')
  await server.ended
  rmSync(folder, { recursive: true, force: true })
}
