import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)

let folder: string
let files: { name: string; text: string }[]
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-bundle-'))
  const home = path.resolve(import.meta.dirname, '..')
  // A process of its own: the test runner's NODE_ENV would bundle React's development build.
  const { NODE_ENV: _, ...env } = process.env
  await run(path.join(home, 'node_modules/.bin/vite'), ['build', '--outDir', folder, '--emptyOutDir'], {
    cwd: home,
    env,
  })
  files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|css|html)$/.test(name))
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('nothing of the server is in the panel, though it is typed by the server', () => {
  expect(files.length).toBeGreaterThan(5)
  const words = /kysely|pg-boss|pglite|busboy|node:(fs|http|crypto)|createMachine\w*\(\{ ?ctx/i
  expect(files.filter(({ text }) => words.test(text)).map(({ name }) => name)).toEqual([])
})

test("the page holds no inline script and no inline style, which the server's policy would refuse", () => {
  const html = files.find(({ name }) => name === 'index.html')?.text ?? ''
  expect(html).toContain('<div id="root">')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
})

test('the first load stays below 200 KB, compressed: the page, its words and the list of machines', () => {
  const html = files.find(({ name }) => name === 'index.html')?.text ?? ''
  const needed = (name: string) =>
    name === 'index.html' || html.includes(path.basename(name)) || /^(pt|machines-page)-/.test(path.basename(name))
  const first = files.filter(({ name }) => needed(name))
  expect(first.filter(({ name }) => /(pt|machines-page)-/.test(name)).length).toBeGreaterThanOrEqual(2)
  const bytes = first.reduce((sum, { text }) => sum + gzipSync(text).length, 0)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(200_000)
})
