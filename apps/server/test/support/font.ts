import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext } from 'playwright-core'

const weights = [400, 500, 600, 700]
const { resolve } = createRequire(import.meta.url)

/** Adopted sheets are outside the policy's reach, which stays as it is; the font comes from the page's own origin. */
const useFont = `(() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(${JSON.stringify(
    `:root { --font: Inter } ${weights
      .map(
        (weight) => `@font-face { font-family: Inter; font-weight: ${weight}; src: url(/panel/test-font/${weight}) }`,
      )
      .join(' ')}`,
  )})
  document.adoptedStyleSheets.push(sheet)
})()`

/** Sets the panel in a font that is the same on every machine. */
export const serveFont = async (context: BrowserContext): Promise<void> => {
  for (const weight of weights) {
    const body = readFileSync(resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`))
    await context.route(`**/panel/test-font/${weight}`, (route) => route.fulfill({ contentType: 'font/woff2', body }))
  }
  await context.addInitScript({ content: useFont })
}
