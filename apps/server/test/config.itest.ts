import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The real process in a folder of its own. */
const run = async (words: string[], environment: Record<string, string>) => {
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, env: environment })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, err }
}

const lineOf = (table: string, name: string): string[] | undefined =>
  table
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.split(/ {2,}/)

test('config print tells what the server would run with, starts nothing, and touches no folder', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const secret = path.join(folder, 'secret')
  writeFileSync(secret, 'postgresql://app:SEGREDO@127.0.0.1:1/alavanca\n')
  writeFileSync(path.join(folder, '.env'), `PORT=1\nLOG_LEVEL=warn\nDATABASE_URL_FILE=${secret}\n`)
  const before = readdirSync(folder)

  const { code, out, err } = await run(['config', 'print'], { PORT: String(port), DATA_DIR: 'data' })
  taken.close()
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(lineOf(out, 'PORT')).toEqual(['PORT', String(port), 'environment'])
  expect(lineOf(out, 'DATA_DIR')).toEqual(['DATA_DIR', 'data', 'environment'])
  expect(lineOf(out, 'LOG_LEVEL')).toEqual(['LOG_LEVEL', 'warn', '.env'])
  expect(lineOf(out, 'HOST')).toEqual(['HOST', '127.0.0.1', 'default'])
  const shown = 'postgresql://app:***@127.0.0.1:1/alavanca'
  expect(lineOf(out, 'DATABASE_URL')).toEqual(['DATABASE_URL', shown, `file ${secret}`])
  expect(readdirSync(folder)).toEqual(before)
})

test('settings that do not fit are told as the server tells them, all together, with exit 1', async () => {
  writeFileSync(path.join(folder, '.env'), 'PORT=x\n')
  const environment = {
    HOST: '0.0.0.0',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'SEGREDO',
    WEBHOOK_SIGNING_SECRET: 'SEGREDO',
    S3_ENDPOINT: 'https://x:SEGREDO@s3.example',
    S3_SECRET_ACCESS_KEY: 'SEGREDO',
    S3_ACCESS_KEY_ID_FILE: '/nowhere/key',
  }
  const printed = await run(['config', 'print'], environment)
  expect(printed).toMatchObject({ code: 1, out: '' })
  expect(printed.err.match(/^ {2}\w+(?=: )/gm)).toEqual(
    ['S3_ACCESS_KEY_ID_FILE', 'PORT', 'DATABASE_URL', 'WEBHOOK_SIGNING_SECRET', 'S3_ENDPOINT', 'LOG_LEVEL'].map(
      (name) => `  ${name}`,
    ),
  )
  expect(printed.err).not.toContain('SEGREDO')
  expect(await run([], environment)).toEqual(printed)
})

test('another command is refused, and starts no server', async () => {
  for (const words of [['config'], ['config', 'show'], ['--port', '80']]) {
    const { code, out, err } = await run(words, {})
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(`There is no command "${words.join(' ')}"`)
  }
})
