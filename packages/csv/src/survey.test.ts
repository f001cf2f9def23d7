import { expect, test } from 'vitest'
import { profileCsv } from './profile.ts'
import { surveyCsv } from './survey.ts'
import { inChunks, utf8 } from './testing/bytes.ts'
import { fixtures } from './testing/verdicts.ts'

test('is a profile with samples of what is numeric', async () => {
  const file = utf8('x;y;z;\n1,5;a;\n-2;a;NA\n;7;\n1,5;b\n')
  const { samples, ...profile } = await surveyCsv(inChunks(file))
  expect(profile).toEqual(await profileCsv(inChunks(file)))
  expect(samples.map((sample) => [...sample])).toEqual([[1.5, -2, 1.5], [], []])
})

test.each(fixtures.filter(([, , verdict]) => !('refused' in verdict)))('whatever the chunks: %s', async (_, bytes) => {
  const whole = await surveyCsv(inChunks(bytes))
  expect(whole.samples).toHaveLength(whole.columns.length)
  expect(await surveyCsv(inChunks(bytes, 7))).toEqual(whole)
})

test('memory stays bounded: samples and different values over all columns together', async () => {
  const columns = 2_000
  const row = (i: number) => `${Array.from({ length: columns }, (_, j) => i * j).join(',')}\n`
  const file = [row(1), ...Array.from({ length: 600 }, (_, i) => row(i))].join('')
  const { samples } = await surveyCsv(inChunks(utf8(file)), { readAs: { header: true } })
  expect(samples.reduce((sum, sample) => sum + sample.length, 0)).toBe(1_000_000)
})

test('tells how far it is, and stops when it is told to', async () => {
  const file = utf8(`a,b\n${'1,2\n'.repeat(100_000)}`)
  const seen: number[] = []
  await surveyCsv(inChunks(file, 50_000), { onProgress: (bytes) => seen.push(bytes) })
  expect(seen.at(0)).toBe(50_000)
  expect(seen.at(-1)).toBe(file.length)
  const abort = new AbortController()
  const onProgress = (bytes: number) => bytes >= 300_000 && abort.abort(new Error('enough'))
  await expect(surveyCsv(inChunks(file, 50_000), { signal: abort.signal, onProgress })).rejects.toThrow('enough')
})
