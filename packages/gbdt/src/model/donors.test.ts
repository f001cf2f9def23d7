import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Donors } from './donors.ts'
import { Random } from '../random.ts'

const someWeights = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => Float64Array.from(list))

const timesOf = (givers: Int32Array): number[] => {
  const times = Array.from(givers, () => 0)
  for (const row of givers) times[row] = (times[row] ?? NaN) + 1
  return times
}

describe('donors', () => {
  it('give their value as often as they weigh, but for one more or less, and to everybody somebody does', () => {
    fc.assert(
      fc.property(someWeights, fc.integer(), (weights, seed) => {
        const donors = new Donors(weights, seed)
        const total = weights.reduce((sum, weight) => sum + weight)
        for (let repeat = 0; repeat < 3; repeat++) {
          timesOf(donors.next()).forEach((times, row) => {
            expect(Math.abs(times - (weights.length * weights[row]!) / total)).toBeLessThan(1 + 1e-9)
          })
        }
      }),
    )
  })

  it('of equal weight are shuffled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.constantFrom(1, 2, 0.25), fc.integer(), (rows, weight, seed) => {
        const donors = new Donors(new Float64Array(rows).fill(weight), seed)
        const random = new Random(seed)
        const order = Int32Array.from({ length: rows }, (_, row) => row)
        for (let repeat = 0; repeat < 3; repeat++) {
          random.shuffle(order)
          expect(donors.next()).toEqual(order)
        }
      }),
    )
  })

  it('reach every row alike: by weight, over many repeats', () => {
    const weights = Float64Array.of(1, 9, 0.5)
    const donors = new Donors(weights, 3)
    const repeats = 20_000
    const met = weights.map(() => 0)
    for (let repeat = 0; repeat < repeats; repeat++) {
      const first = donors.next()[0]!
      met[first] = met[first]! + 1
    }
    // Shares of at most a half: a standard error of 0.0036.
    met.forEach((count, row) => expect(Math.abs(count / repeats - weights[row]! / 10.5)).toBeLessThan(0.015))
  })
})
