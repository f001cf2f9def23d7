import { expect, it } from 'vitest'
import { Random, sampleInto } from './random.ts'

it('gives the same numbers for the same seed, other numbers for a nearby one', () => {
  const draw = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 5 }, () => random.next())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw(7)).not.toEqual(draw(7 + 2 ** 32))
  expect(draw(-1)).not.toEqual(draw(1))
})

it('is frozen: a stored seed means the same run in every version', () => {
  const random = new Random(42)
  expect([random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
    [
      951622425,
      547831437,
      699355280,
    ]
  `)
})

it('is even', () => {
  const random = new Random(1)
  const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 100_000; i++) counts[random.below(10)]!++
  // 10,000 each with a deviation of 95: five of them.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475)
})

it('samples without repetition, in order, each row as often as any other', () => {
  const random = new Random(2)
  const counts = new Int32Array(10)
  const out = new Int32Array(3)
  for (let i = 0; i < 10_000; i++) {
    sampleInto(out, 3, 10, random)
    expect(out[0]! < out[1]! && out[1]! < out[2]!).toBe(true)
    for (const row of out) counts[row]!++
  }
  for (const count of counts) expect(Math.abs(count - 3000)).toBeLessThan(230)
})

it('shuffles to every order equally often', () => {
  const random = new Random(3)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const values = Int32Array.of(0, 1, 2)
    random.shuffle(values)
    counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

it('refuses a seed that is not a safe integer', () => {
  expect(() => new Random(0.5)).toThrow('seed must be a safe integer, got 0.5')
})
