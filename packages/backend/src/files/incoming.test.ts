import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openIncoming } from './incoming.ts'

const hour = 3_600_000

const makeFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-incoming-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
const plenty = () => Promise.resolve(1e15)

/** As if nothing had been written for two hours. */
const age = (file: string): void => utimesSync(file, new Date(Date.now() - 2 * hour), new Date(Date.now() - 2 * hour))
const ageOf = (file: string): number => Date.now() - statSync(file).mtimeMs

test('a file that somebody holds is left by a sweep, however long it waits; one whose holder is gone is not', async () => {
  const folder = makeFolder()
  const incoming = await openIncoming(folder, plenty, 20)
  const held = await incoming.create()
  await held.close({ synced: false })
  const left = await (await openIncoming(folder, plenty)).create()
  age(held.path)
  age(left.path)
  await vi.waitFor(() => expect(ageOf(held.path)).toBeLessThan(hour), 60_000)
  await incoming.sweep(hour)
  expect(readdirSync(folder)).toEqual([held.key])
  await held.discard()
  await left.discard()
  expect(readdirSync(folder)).toEqual([])
})

test('a file that is taken at last is as young as that', async () => {
  const incoming = await openIncoming(makeFolder(), plenty)
  const file = await incoming.create()
  age(file.path)
  await file.close({ synced: true })
  expect(ageOf(file.path)).toBeLessThan(hour)
  await file.discard()
})
