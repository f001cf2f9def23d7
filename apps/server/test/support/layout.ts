import type { Page } from 'playwright-core'

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.scrollingElement.scrollWidth - innerWidth)')

/** Where the parts of the page begin and how wide they are, without what is in them. */
export const skeleton = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('header, nav, main, section, table, ol, form')].map((part) => {
    // A table may be wider than its frame, which scrolls.
    const box = part.localName === 'table' ? part.parentElement : part
    const { x, width } = box.getBoundingClientRect()
    return part.localName + ' ' + Math.round(x) + ' ' + Math.round(width)
  })`)
