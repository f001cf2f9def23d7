import type { Page } from 'playwright-core'

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.scrollingElement.scrollWidth - innerWidth)')

/** Waits until nothing on the page has changed for a while. */
export const quiet = (page: Page): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    const rest = () => setTimeout(() => { observer.disconnect(); resolve() }, 300)
    let timer
    const observer = new MutationObserver(() => { clearTimeout(timer); timer = rest() })
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    timer = rest()
  })`)

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
