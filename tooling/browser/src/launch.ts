import { chromium, type Browser } from 'playwright-core'
import { findChromium } from './find.ts'

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await findChromium(),
    // A guard against hanging, on a machine that is busy with others.
    timeout: 180_000,
    args: [
      // Chromium's sandbox refuses to run as root; the pages are our own.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Letters and colours are drawn alike whatever the machine's screen and font settings are.
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
  })
