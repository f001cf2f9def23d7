import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { secretNames, settingNames, settings } from './settings.ts'

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')
const example = read('.env.example')
const lines = new Map([...example.matchAll(/^#?([A-Z][A-Z\d_]*)=(.*)$/gm)].map(([, name, value]) => [name, value]))

test('.env.example lists every setting, and none that is not there', () => {
  expect(new Set(lines.keys())).toEqual(new Set(settingNames))
})

test('.env.example shows the defaults', () => {
  const defaults = Object.entries(settings.parse({})).map(([name, value]) => [name, [value].flat().join(',')])
  expect(defaults.length).toBeGreaterThan(5)
  expect(defaults.map(([name]) => [name, lines.get(name)])).toEqual(defaults)
})

test.each(['README.md', 'docs/operate.md', '.env.example'])('%s names no setting that is not there', (document) => {
  const known = new Set<string>([...settingNames, ...secretNames.map((name) => `${name}_FILE`), 'NAME_FILE'])
  const named = read(document).match(/\b[A-Z][A-Z\d]*(_[A-Z\d]+)+\b/g) ?? []
  expect(named.filter((name) => !known.has(name) && !name.startsWith('NODE_'))).toEqual([])
})

test('the manual names every secret that may stand in a file', () => {
  const named = read('docs/operate.md').match(/\b[A-Z][A-Z\d_]*_FILE\b/g) ?? []
  expect(new Set(named)).toEqual(new Set(['NAME_FILE', ...secretNames.map((name) => `${name}_FILE`)]))
})

test('what is called a secret is one', () => {
  const secret = settingNames.filter((name) => /SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL/.test(name))
  expect(secretNames).toEqual(secret)
})
