import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { requestsOf } from './requests.ts'

/** By how many pixels the page, as it is drawn next, is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve(Math.max(0, document.scrollingElement.scrollWidth - innerWidth)))))`)

const unchanged = `new Promise((resolve) => {
  const rest = () => setTimeout(() => { observer.disconnect(); resolve() }, 300)
  let timer
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = rest() })
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  timer = rest()
})`

/** Waits until the page has all that it asked for, and nothing on it has changed for a while since. */
export const quiet = async (page: Page): Promise<void> => {
  const requests = requestsOf(page)
  for (let before = -1; before !== requests.begun;) {
    while (requests.underWay.size > 0) await pause(10)
    before = requests.begun
    await page.evaluate(unchanged)
  }
}

/** Waits until the page has nothing to do: what was drawn listens to keys, pointers and files by then. */
export const idle = (page: Page): Promise<void> =>
  page.evaluate('new Promise((resolve) => requestIdleCallback(() => resolve()))')

/** How far the page reaches sideways, where its parts begin and how wide they are, without what is in them. */
export const skeleton = (page: Page): Promise<string[]> =>
  page.evaluate(`[
    'overflow ' + Math.max(0, document.scrollingElement.scrollWidth - innerWidth),
    ...[...document.querySelectorAll('header, nav, main, section, table, ol, form')].map((part) => {
      // A table may be wider than its frame, which scrolls.
      const box = part.localName === 'table' ? part.parentElement : part
      const { x, width } = box.getBoundingClientRect()
      return part.localName + ' ' + Math.round(x) + ' ' + Math.round(width)
    }),
  ]`)
