import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const run = promisify(execFile)

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
  `${process.env['PROGRAMFILES'] ?? ''}/Google/Chrome/Application`,
]

const installed = (): string | undefined => {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...places]
  const files = [...names, 'Google Chrome', 'Chromium', 'chrome.exe']
  return folders.flatMap((folder) => files.map((file) => path.join(folder, file))).find((file) => existsSync(file))
}

const downloaded = (): string | undefined => {
  const file = chromium.executablePath()
  return existsSync(file) ? file : undefined
}

const download = async (): Promise<string | undefined> => {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { timeout: 120_000 })
  return downloaded()
}

const installDebian = async (): Promise<string | undefined> => {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  await run('apt-get', ['update'])
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return installed()
}

/**
 * A Chromium from the environment, the machine, Playwright's own download, or Debian; in this order.
 *
 * @throws Error that says what to do when there is none and none can be installed
 */
export const findChromium = async (): Promise<string> => {
  const given = process.env['CHROMIUM_PATH']
  if (given !== undefined && given !== '') return given
  const found = installed() ?? downloaded()
  if (found) return found
  const reasons: unknown[] = []
  for (const attempt of [download, installDebian]) {
    try {
      const file = await attempt()
      if (file) return file
    } catch (error) {
      reasons.push(error)
    }
  }
  throw new Error(
    'The browser tests need Chromium or Chrome and found none, nor could one be installed. Install one, or set CHROMIUM_PATH to its program.',
    { cause: new AggregateError(reasons) },
  )
}
