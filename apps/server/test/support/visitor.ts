import type { Browser, BrowserContext, Page } from 'playwright-core'
import { serveFont } from './font.ts'
import type { Variant } from './variant.ts'
import { words, type Words } from './words.ts'

export interface VisitorOptions {
  /** The same font on every machine, so that pictures can be compared. */
  font?: boolean
  height?: number
  /** As when the page is enlarged so many times. */
  zoom?: number
}

/** Somebody at the panel. */
export interface Visitor {
  context: BrowserContext
  page: Page
  url: string
  variant: Variant
  /** What the panel calls things in the visitor's language. */
  words: Words
  /** Errors of the pages, reports of the content security policy, dialogs that no button asked for. */
  complaints: string[]
  /** Another tab of the same browser. */
  newTab: () => Promise<Page>
}

const reportPolicy = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  console.error('policy: ' + [violatedDirective, blockedURI, sample].join(' ')))`

const listen = (page: Page, complaints: string[]): void => {
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
}

export const openVisitor = async (
  browser: Browser,
  url: string,
  variant: Variant,
  { font = false, height = 900, zoom = 1 }: VisitorOptions,
): Promise<Visitor> => {
  const context = await browser.newContext({
    locale: variant.locale,
    colorScheme: variant.theme,
    reducedMotion: 'reduce',
    timezoneId: 'America/Sao_Paulo',
    viewport: { width: Math.round(variant.width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  })
  // Long enough for a busy machine, short enough that a story says what it misses before its own time is over.
  context.setDefaultTimeout(20_000)
  await context.addInitScript({ content: reportPolicy })
  if (font) await serveFont(context)
  const complaints: string[] = []
  context.on('page', (page) => listen(page, complaints))
  const newTab = () => context.newPage()
  return { context, page: await newTab(), url, variant, words: words[variant.locale], complaints, newTab }
}

/** Takes back complaints that a story provokes on purpose, such as the browser's own line about a refused request. */
export const forgive = ({ complaints }: Visitor, expected: RegExp): void => {
  const others = complaints.filter((complaint) => !expected.test(complaint))
  complaints.splice(0, complaints.length, ...others)
}
