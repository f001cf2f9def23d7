import { Random } from '@alavanca/gbdt'
import { expect, it } from 'vitest'
import { foldRows, splitRows } from './split.ts'

const all = (count: number) => Array.from({ length: count }, (_, i) => i)
const both = (learn: Int32Array, check: Int32Array) => [...learn, ...check].sort((a, b) => a - b)

it('holds out a fifth of the rows, each row on one side only', () => {
  for (const [count, held] of [
    [10, 2],
    [12, 2],
    [13, 3],
    [1030, 206],
  ] as const) {
    const { learn, check } = splitRows(count, 0.2, new Random(1))
    expect(check).toHaveLength(held)
    expect(both(learn, check)).toEqual(all(count))
  }
})

it('depends on the seed alone', () => {
  expect(splitRows(100, 0.2, new Random(5))).toEqual(splitRows(100, 0.2, new Random(5)))
  expect(splitRows(100, 0.2, new Random(5))).not.toEqual(splitRows(100, 0.2, new Random(6)))
})

it('checks every row in exactly one fold, and learns from all others', () => {
  const folds = foldRows(23, 5, new Random(2))
  expect(folds.flatMap(({ check }) => [...check]).sort((a, b) => a - b)).toEqual(all(23))
  for (const { learn, check } of folds) {
    expect(both(learn, check)).toEqual(all(23))
    expect(Math.abs(check.length - 23 / 5)).toBeLessThan(1)
  }
})
