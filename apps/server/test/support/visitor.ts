import type { Browser, BrowserContext, Page } from 'playwright-core'
import { serveFont } from './font.ts'
import { patient } from './patient.ts'
import { watchRequests } from './requests.ts'
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
  /** Complaints that a story provokes on purpose: see {@link forgive}. */
  forgiven: RegExp[]
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
  // The browser is told to hand its file choosers over when somebody first listens, and does so some messages later: who
  // begins to listen just before the chooser opens would now and then miss it.
  page.on('filechooser', () => {})
  watchRequests(page)
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
  context.setDefaultTimeout(patient.timeout)
  await context.addInitScript({ content: reportPolicy })
  if (font) await serveFont(context)
  const complaints: string[] = []
  context.on('page', (page) => listen(page, complaints))
  const newTab = () => context.newPage()
  return { context, page: await newTab(), url, variant, words: words[variant.locale], complaints, forgiven: [], newTab }
}

/**
 * For complaints that a story provokes on purpose, such as the browser's own line about a refused request; whether they
 * came already or come later.
 */
export const forgive = ({ forgiven }: Visitor, expected: RegExp): void => void forgiven.push(expected)

export const complaintsOf = ({ complaints, forgiven }: Visitor): string[] =>
  complaints.filter((complaint) => !forgiven.some((expected) => expected.test(complaint)))
