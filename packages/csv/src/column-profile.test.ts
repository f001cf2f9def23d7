import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ColumnProfile } from './column-profile.ts'

const sdOf = (cells: readonly string[]): number | null => {
  const column = new ColumnProfile('x', '.', 10)
  for (const [index, cell] of cells.entries()) column.add(cell, index + 2)
  return column.finish().sd
}

/** By definition, in two passes. */
const population = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

test('the standard deviation is the one by definition, of the numeric cells alone', () => {
  const values = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(values, (numbers) => {
      const cells = numbers.flatMap((number) => [String(number), 'NA', ''])
      // Rounding leaves some 1e-9 on values of a million.
      expect(sdOf(cells)).toBeCloseTo(population(numbers), 5)
    }),
  )
})

test('large numbers that lie close keep their spread', () => {
  expect(sdOf(['1000000000000', '1000000000001', '1000000000002'])).toBeCloseTo(Math.sqrt(2 / 3), 9)
})

test.each([
  [['7'], 0],
  [['7', '7', ''], 0],
  [['7', 'open'], null],
  [['', 'NA'], null],
  [['1e308', '-1e308'], null],
])('the standard deviation of %j is %s', (cells, sd) => {
  expect(sdOf(cells)).toBe(sd)
})
