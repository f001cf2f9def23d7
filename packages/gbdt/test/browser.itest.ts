import { gzipSync } from 'node:zlib'
import { launchBrowser } from '@alavanca/browser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './browser/bundle.ts'
import type { Done } from './browser/page.ts'
import { serve } from './browser/serve.ts'
import { work } from './browser/work.ts'

let files: Map<string, string>
let browser: Awaited<ReturnType<typeof launchBrowser>>

beforeAll(async () => {
  files = await bundle()
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const bytesOf = ({ results }: Done) => results.map((bytes) => Buffer.from(bytes).toString('base64'))
const expected = work().map((bytes) => Buffer.from(bytes).toString('base64'))

/** Runs `script` in a page; what it gives must be what Node gives. */
async function inPage(isolated: boolean, script: string): Promise<Done> {
  const { server, address } = await serve(files, isolated)
  const page = await browser.newPage()
  try {
    await page.goto(address)
    return await page.evaluate<Done>(script)
  } finally {
    await page.close()
    server.closeAllConnections()
    server.close()
  }
}

const onPage = (helpers: number) => `import('/page.js').then(({ workHere }) => workHere(${helpers}))`

const inWorker = (helpers: number) => `new Promise((resolve, reject) => {
  const trainer = new Worker('/trainer.js', { type: 'module' })
  trainer.onmessage = ({ data }) => resolve(data)
  trainer.onerror = ({ message }) => reject(new Error(message))
  trainer.postMessage(${helpers})
})`

describe('in Chromium, the bytes of Node come out', () => {
  it('in a worker with helper threads, where the page is cross-origin isolated', async () => {
    const done = await inPage(true, inWorker(2))
    expect(done).toMatchObject({ isolated: true, helping: 2 })
    expect(bytesOf(done)).toEqual(expected)
  })

  it('on the page itself, isolated', async () => {
    const done = await inPage(true, onPage(0))
    expect(done).toMatchObject({ isolated: true, helping: 0 })
    expect(bytesOf(done)).toEqual(expected)
  })

  it('where memory cannot be shared: nobody is hired then', async () => {
    for (const script of [inWorker(2), onPage(2)]) {
      const done = await inPage(false, script)
      expect(done).toMatchObject({ isolated: false, helping: 0 })
      expect(bytesOf(done)).toEqual(expected)
    }
  })
})

it('stays under 25 kB, minified and compressed, the compiled kernel included', () => {
  const code = files.get('gbdt.js') ?? ''
  expect(code).toContain('0061736d')
  const bytes = gzipSync(code, { level: 9 }).length
  expect(bytes).toBeLessThan(25_000)
  // Less than this is not the whole library.
  expect(bytes).toBeGreaterThan(10_000)
})
