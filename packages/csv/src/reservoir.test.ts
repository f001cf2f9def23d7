import { expect, test } from 'vitest'
import { Reservoir } from './reservoir.ts'

const sampleOf = (count: number, capacity: number, seed = 1): Float64Array => {
  const reservoir = new Reservoir(capacity, seed)
  for (let i = 0; i < count; i++) reservoir.add(i)
  return reservoir.finish()
}

test('keeps everything while there is room, and no more than that', () => {
  expect([...sampleOf(3, 10)]).toEqual([0, 1, 2])
  expect(sampleOf(10, 10)).toHaveLength(10)
  expect(sampleOf(100_000, 1_000)).toHaveLength(1_000)
  expect(sampleOf(0, 10)).toHaveLength(0)
})

test('the same seed keeps the same sample', () => {
  expect(sampleOf(50_000, 100)).toEqual(sampleOf(50_000, 100))
  expect(sampleOf(50_000, 100, 2)).not.toEqual(sampleOf(50_000, 100))
})

test('every part of the stream has the same chance', () => {
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let seed = 0; seed < 50; seed++) {
    for (const value of sampleOf(20_000, 400, seed))
      tenths[Math.floor(value / 2_000)] = (tenths[Math.floor(value / 2_000)] ?? 0) + 1
  }
  // 20,000 draws, 2,000 expected in each tenth; five standard deviations are 212.
  for (const tenth of tenths) expect(Math.abs(tenth - 2_000)).toBeLessThan(212)
})
