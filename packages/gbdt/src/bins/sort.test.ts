import { expect, it } from 'vitest'
import { Random } from '../random.ts'
import { sortNumbers } from './sort.ts'

const EXTREMES = [-Infinity, -Number.MAX_VALUE, -1, -Number.MIN_VALUE, -0, 0, Number.MIN_VALUE, 1, Infinity]

/** Numbers of any size and sign, doubles and such as 32 bits hold, few or many different ones, extremes among them. */
function numbers(count: number, kind: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => {
    if (random.unit() < 0.05) return EXTREMES[random.below(EXTREMES.length)]!
    const value = (random.unit() - 0.5) * 10 ** (random.below(40) - 20)
    return kind === 0 ? value : kind === 1 ? Math.fround(value) : random.below(9) - 4
  })
}

it('sorts as the platform does, to the bit, in room that is larger than needed', () => {
  const random = new Random(17)
  for (const count of [0, 1, 2047, 2048, 5000, 30_001]) {
    for (const kind of [0, 1, 2]) {
      const values = numbers(count, kind, random)
      const wanted = values.slice().sort()
      const room = new Float64Array(count + 3).fill(7)
      room.set(values, 1)
      const sorted = sortNumbers(room.subarray(1, count + 1), new Float64Array(count + 5))
      expect(new BigUint64Array(sorted.slice().buffer)).toEqual(new BigUint64Array(wanted.buffer))
      expect([room[0], room[count + 1], room[count + 2]]).toEqual([7, 7, 7])
    }
  }
})

it('leaves numbers that are all the same as they are', () => {
  expect(sortNumbers(new Float64Array(3000).fill(-2.5), new Float64Array(3000))).toEqual(
    new Float64Array(3000).fill(-2.5),
  )
})

it('takes along what belongs to the numbers, in the order it was where they are equal', () => {
  const random = new Random(18)
  for (const count of [0, 1, 100, 5000]) {
    for (const kind of [0, 1, 2]) {
      const values = numbers(count, kind, random)
      const order = Array.from(values.keys()).sort((a, b) => {
        const [x, y] = [values[a]!, values[b]!]
        return Object.is(x, y) ? 0 : x < y || (x === y && Object.is(x, -0)) ? -1 : 1
      })
      const along = { values: Float64Array.from(values.keys()), spare: new Float64Array(count) }
      sortNumbers(values, new Float64Array(count), along)
      expect([...along.values]).toEqual(order)
    }
  }
})
