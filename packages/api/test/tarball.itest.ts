import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const home = path.resolve(import.meta.dirname, '..')
/** What the package says it needs, and nothing of the server. */
const dependencies = ['@trpc/client', '@trpc/server', 'eventsource', 'superjson', 'zod']

let folder: string
let tarball: string

const binary = (name: string): string => path.join(home, 'node_modules/.bin', name)

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-consumer-'))
  await run(binary('tsdown'), [], { cwd: home })
  await run('npx', ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], { cwd: home })
  tarball = path.join(folder, 'alavanca-api-0.1.0.tgz')
  const installed = path.join(folder, 'node_modules/@alavanca/api')
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  for (const name of dependencies) {
    const target = path.join(folder, 'node_modules', name)
    mkdirSync(path.dirname(target), { recursive: true })
    symlinkSync(realpathSync(path.join(home, 'node_modules', name)), target, 'junction')
  }
  cpSync(path.join(home, 'test/consumer/consumer.ts'), path.join(folder, 'consumer.ts'))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const typecheck = (module: string) => {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2024',
    // tRPC's own declarations name Disposable.
    lib: ['es2024', 'esnext.disposable', 'dom'],
    types: [],
    module,
    moduleResolution: module === 'esnext' ? 'bundler' : module,
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  return run(binary('tsc'), ['-p', folder]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

test.each(['nodenext', 'esnext'])('a stranger who installs the tarball type-checks against it (%s)', async (module) => {
  expect(await typecheck(module)).toBe('')
})

test('its manifest names no workspace package and no dependency of the server', () => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'node_modules/@alavanca/api/package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  expect(Object.keys(manifest.dependencies).toSorted()).toEqual(dependencies)
})

test('it runs: the client of the packed code can be made', async () => {
  const code =
    "import { createClient } from '@alavanca/api/node'; console.log(typeof createClient({ baseUrl: '' }).machines)"
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder })
  expect(stdout.trim()).toBe('function')
})

test('publint and arethetypeswrong find nothing to say', async () => {
  const publint = await run(binary('publint'), ['run', tarball, '--strict'], { cwd: home })
  expect(publint.stdout).toContain('All good!')
  // Exits with 1 on a problem of the profile.
  await run(binary('attw'), [tarball, '--profile', 'esm-only'], { cwd: home })
})
