import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pixelmatch from 'pixelmatch'
import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { quiet } from './layout.ts'
import { patient } from './patient.ts'

const baselines = fileURLToPath(new URL('../visual/', import.meta.url))
const different = fileURLToPath(new URL('../visual-diff/', import.meta.url))
const baselineOf = (name: string): string => path.join(baselines, `${name}.png`)

/**
 * So many pixels of a picture may differ: a thousandth, and on a long page no more than this. Anti-aliasing does not
 * count, and with one font and no hinting nothing else is left to a machine but signs that the font lacks. A button that
 * moves by 12 pixels is more.
 */
const tolerated = ({ width, height }: PNG): number => Math.min(0.001 * width * height, 1_500)

/** Texts that no two runs share, in the panel's own forms. */
const stillTime = `(() => {
  const moment = /\\d{1,2}\\/\\d{1,2}\\/\\d{2,4},? \\d{1,2}:\\d\\d(\\s[AP]M)?/g
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    const still = text.parentElement.closest('time') && !text.nodeValue.match(moment)
      ? document.documentElement.lang === 'en' ? '5 minutes ago' : 'há 5 minutos'
      : text.nodeValue.replace(moment, '01/03/2026, 09:00').replace(/\\b(\\d+\\smin\\s)?\\d+\\s?s\\b/g, '5 s')
    if (still !== text.nodeValue) text.nodeValue = still
  }
})()`

/** The page as a picture that depends on nothing but the panel and its data. */
export const takePicture = async (page: Page, { fullPage = true } = {}): Promise<PNG> => {
  await page.evaluate('Promise.all([...document.fonts].map((face) => face.load())).then(() => null)')
  await quiet(page)
  await page.evaluate(stillTime)
  return PNG.sync.read(await page.screenshot({ fullPage, animations: 'disabled', caret: 'hide', scale: 'css' }))
}

/** Fifty levels of each colour: neither the eye nor the comparison sees it, and the repository stays small. */
const small = (png: PNG): Buffer => {
  const coarse = new PNG({ width: png.width, height: png.height })
  coarse.data.set(png.data.map((level) => Math.round(level / 5) * 5))
  return encodePicture(coarse)
}

/** Without filters and with all of deflate: half of what the defaults make of a screen. */
export const encodePicture = (png: PNG): Buffer =>
  PNG.sync.write(png, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 })

/**
 * What sets the page apart from its committed picture, as a sentence; undefined when nothing does.
 * With UPDATE_SNAPSHOTS=1 the committed picture becomes what the page is.
 */
export const pictureFault = async (page: Page, name: string): Promise<string | undefined> => {
  const file = baselineOf(name)
  if (process.env['UPDATE_SNAPSHOTS'] === '1') {
    mkdirSync(baselines, { recursive: true })
    writeFileSync(file, small(await takePicture(page)))
    return undefined
  }
  if (!existsSync(file)) return `${name} has no picture yet; run the test with UPDATE_SNAPSHOTS=1`
  const expected = PNG.sync.read(readFileSync(file))
  // What is drawn a little later, or a clock that has just gone on, sets nothing apart.
  const deadline = performance.now() + patient.timeout
  for (;;) {
    const fault = compare(expected, await takePicture(page), name)
    if (fault === undefined || performance.now() > deadline) return fault
  }
}

const compare = (expected: PNG, actual: PNG, name: string): string | undefined => {
  const { width, height } = expected
  const resized = actual.width !== width || actual.height !== height
  const diff = new PNG({ width, height })
  const pixels = resized ? 0 : pixelmatch(expected.data, actual.data, diff.data, width, height, { threshold: 0.15 })
  const write = (kind: string, png: PNG) => writeFileSync(path.join(different, `${name}.${kind}.png`), small(png))
  if (!resized && pixels <= tolerated(expected)) {
    for (const kind of ['actual', 'diff']) rmSync(path.join(different, `${name}.${kind}.png`), { force: true })
    return undefined
  }
  mkdirSync(different, { recursive: true })
  write('actual', actual)
  if (resized) {
    const sizes = `${actual.width}×${actual.height} instead of ${width}×${height}`
    return `${name} is ${sizes} pixels; compare ${different}${name}.actual.png with ${baselineOf(name)}`
  }
  write('diff', diff)
  return `${pixels} pixels of ${name} differ; see ${different}${name}.diff.png, and UPDATE_SNAPSHOTS=1 if it is meant`
}
