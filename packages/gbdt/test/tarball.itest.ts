import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Model, train } from '../src/index.ts'
import { at } from './at.ts'

const run = promisify(execFile)
const home = path.resolve(import.meta.dirname, '..')

let folder: string
let tarball: string

const binary = (name: string): string => path.join(home, 'node_modules/.bin', name)
const rootModules = path.resolve(home, '../../node_modules')

/** The examples of the README, in order. */
const examples = [...readFileSync(path.join(home, 'README.md'), 'utf8').matchAll(/```(?:ts|js)\n([^]*?)```/g)].map(
  ([, code = '']) => code,
)

/** What plain Node prints as JSON when it runs this in the folder of a stranger. */
async function runThere(name: string, code: string): Promise<unknown> {
  writeFileSync(path.join(folder, name), code)
  // Where this process's own options would let it run TypeScript, or look elsewhere for modules.
  const env = { PATH: process.env['PATH'] }
  const { stdout, stderr } = await run(process.execPath, ['--no-strip-types', name], { cwd: folder, env })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gbdt-consumer-'))
  await run(binary('tsdown'), [], { cwd: home })
  await run('npx', ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], { cwd: home })
  tarball = path.join(folder, 'alavanca-gbdt-0.1.0.tgz')
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "private": true }')
  // No registry is asked: there is nothing in it that the package needs.
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
  cpSync(path.join(home, 'test/consumer/consumer.ts'), path.join(folder, 'consumer.ts'))
  mkdirSync(path.join(folder, 'node_modules/@types'))
  symlinkSync(path.join(rootModules, '@types/node'), path.join(folder, 'node_modules/@types/node'), 'junction')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the tarball holds JavaScript, its types and the README, and needs nothing', async () => {
  const { stdout } = await run('tar', ['-tzf', tarball])
  const files = stdout.trim().split('\n').toSorted()
  expect(files).toEqual(
    ['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js', 'package.json'].map((name) => `package/${name}`),
  )
  const installed = readFileSync(path.join(folder, 'node_modules/@alavanca/gbdt/package.json'), 'utf8')
  expect(JSON.parse(installed)).toMatchObject({
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: {},
    sideEffects: false,
  })
})

test('the ten lines of the README run under plain Node, and give what they give here', async () => {
  const shown = 'console.log(JSON.stringify([[...predicted], [...shap], [...reopened.predict([temperature, line])]]))'
  const temperature = Float64Array.of(20, 25, 30, NaN, 22, 31)
  const line = Int32Array.of(0, 1, 1, 0, -1, 2)
  const output = Float64Array.of(10.1, 12.4, 14.9, 9.8, 11, 15.2)
  const model = train([temperature, line], output, { rounds: 100, seed: 1 })
  const predicted = [...model.predict([temperature, line])]
  const expected = [predicted, [...model.shap([temperature, line])], predicted]
  expect(await runThere('ten-lines.js', `${at(examples, 0)}\n${shown}`)).toEqual(expected)
})

test('its helper thread runs under plain Node, and helps to the same bytes', async () => {
  const [helper, training] = examples.slice(1)
  writeFileSync(path.join(folder, 'helper.js'), helper ?? '')
  const table = `
    const columns = Array.from({ length: 30 }, (_, f) => Float64Array.from({ length: 9000 }, (_, i) => Math.sin(i * (f + 1))))
    const target = columns[0].map((value, i) => value * columns[1][i])`
  const told = 'console.log(JSON.stringify({ helped, bytes: Buffer.from(model.buffer).toString("base64") }))'
  // Counted before they are sent home.
  const counted = (training ?? '').replace('crew.close()', 'const helped = crew.size; crew.close()')
  const [imports, ...rest] = counted.split('\n\n')
  const { helped, bytes } = (await runThere('training.js', `${imports}\n${table}\n${rest.join('\n')}\n${told}`)) as {
    helped: number
    bytes: string
  }
  expect(helped).toBe(1)
  const columns = Array.from({ length: 30 }, (_, f) =>
    Float64Array.from({ length: 9000 }, (__, i) => Math.sin(i * (f + 1))),
  )
  const target = at(columns, 0).map((value, i) => value * at(at(columns, 1), i))
  const buffer = Uint8Array.from(Buffer.from(bytes, 'base64')).buffer
  expect(Model.from(buffer).features).toBe(30)
  expect(bytes).toBe(Buffer.from(train(columns, target).buffer).toString('base64'))
})

test.each([
  { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2024'], types: ['node'] },
  { module: 'esnext', moduleResolution: 'bundler', lib: ['es2024', 'dom'], types: [] },
])('a stranger who installs it type-checks against it ($moduleResolution)', async (options) => {
  // Declarations of the package are checked as well, not skipped.
  const compilerOptions = {
    ...options,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2024',
  }
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
  const said = await run(path.join(rootModules, '.bin/tsc'), ['-p', folder]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  expect(said).toBe('')
})

test('publint and arethetypeswrong find nothing to say', async () => {
  const publint = await run(binary('publint'), ['run', tarball, '--strict'], { cwd: home })
  expect(publint.stdout).toContain('All good!')
  // Exits with 1 on a problem of the profile.
  await run(binary('attw'), [tarball, '--profile', 'esm-only'], { cwd: home })
})
