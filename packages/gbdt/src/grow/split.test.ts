import { describe, expect, it } from 'vitest'
import { applyMappers, fitMappers } from '../bins/bins.ts'
import { type Column, isCategorical } from '../columns.ts'
import { Random } from '../random.ts'
import type { Split, SplitRules } from './split.ts'
import { splitterOf } from '../../test/splits.ts'

const RULES: SplitRules = {
  lambda: 1,
  minGain: 0,
  minRows: 1,
  minChildWeight: 0,
  categorySmoothing: 0,
  categoryLambda: 0,
}

/** Best split of a table whose gradients are given. */
function findSplit(
  columns: Column[],
  gradient: Float64Array,
  rules: Partial<SplitRules> = {},
  order?: number[],
): Split | null {
  const bins = applyMappers(fitMappers(columns, 255), columns, gradient.length)
  const rows = Int32Array.from(gradient.keys())
  return splitterOf(bins, gradient, rows, { ...RULES, ...rules })(rows, order && Int32Array.from(order))
}

function gainOf(gradient: Float64Array, left: (row: number) => boolean, { lambda, minRows }: SplitRules): number {
  const sums = [0, 0]
  const counts = [0, 0]
  gradient.forEach((value, row) => {
    const side = left(row) ? 0 : 1
    sums[side]! += value
    counts[side]!++
  })
  if (counts[0]! < minRows || counts[1]! < minRows) return 0
  const total = sums[0]! + sums[1]!
  return (
    sums[0]! ** 2 / (counts[0]! + lambda) +
    sums[1]! ** 2 / (counts[1]! + lambda) -
    total ** 2 / (gradient.length + lambda)
  )
}

/** Every partition the finder may choose from: cuts between values, or subsets of categories; missing on both sides. */
function exhaustive(columns: Column[], gradient: Float64Array, rules: SplitRules): number {
  let best = 0
  for (const column of columns) {
    for (const missingLeft of [true, false]) {
      if (isCategorical(column)) {
        for (let set = 0; set < 32; set++) {
          const left = (row: number) => (column[row]! < 0 ? missingLeft : ((set >> column[row]!) & 1) === 1)
          best = Math.max(best, gainOf(gradient, left, rules))
        }
      } else {
        for (const cut of [-Infinity, ...column]) {
          const left = (row: number) => (Number.isNaN(column[row]!) ? missingLeft : column[row]! < cut)
          best = Math.max(best, gainOf(gradient, left, rules))
        }
      }
    }
  }
  return best
}

/** What goes left must give the gain and count the split claims. */
function expectGain(split: Split, columns: Column[], gradient: Float64Array, rules: SplitRules): void {
  const column = [columns[split.feature]!]
  const { cells } = applyMappers(fitMappers(column, 255), column, gradient.length)
  const left = (row: number) => split.goesLeft[cells[row]!] === 1
  expect(gainOf(gradient, left, rules)).toBeCloseTo(split.gain, 9)
  expect(cells.reduce((count, _, row) => count + (left(row) ? 1 : 0), 0)).toBe(split.leftCount)
}

describe('the best split', () => {
  it('gains as much as the best found by trying all, categories and missing included', () => {
    const random = new Random(5)
    for (let trial = 0; trial < 150; trial++) {
      const rows = 2 + random.below(40)
      const minRows = 1 + random.below(4)
      const columns = Array.from({ length: 1 + random.below(3) }, (): Column =>
        random.unit() < 0.4
          ? Int32Array.from({ length: rows }, () => random.below(6) - 1)
          : Float64Array.from({ length: rows }, () => (random.unit() < 0.2 ? NaN : random.below(8))),
      )
      const gradient = Float64Array.from({ length: rows }, () => random.unit() * 2 - 1)
      // λ = 0 is where sorted categories are provably optimal (Fisher 1958).
      const rules = { ...RULES, lambda: 0, minRows: columns.some(isCategorical) ? 1 : minRows }
      const split = findSplit(columns, gradient, rules)
      // Relative to gains of order 1: gradients are rounded to 2^-40 and finer.
      expect(split?.gain ?? 0).toBeCloseTo(exhaustive(columns, gradient, rules), 9)
      if (split) expectGain(split, columns, gradient, rules)
    }
  })

  it('sends missing to the side where it fits', () => {
    const column = Float64Array.of(1, 2, 3, 4, NaN, NaN)
    const low = findSplit([column], Float64Array.of(-1, -1, 1, 1, -1, -1))!
    expect(low).toMatchObject({ missingLeft: true, leftCount: 4 })
    expect([...low.goesLeft]).toEqual([1, 1, 0, 0, 1])
    const high = findSplit([column], Float64Array.of(-1, -1, 1, 1, 1, 1))!
    expect(high).toMatchObject({ missingLeft: false, leftCount: 2 })
  })

  it('parts missing from all values where absence is what acts', () => {
    const split = findSplit([Float64Array.of(1, 2, 3, NaN, NaN)], Float64Array.of(1, 1, 1, -1, -1))!
    expect(split).toMatchObject({ cut: -1, missingLeft: true, leftCount: 2 })
    expect([...split.goesLeft]).toEqual([0, 0, 0, 1])
  })

  it('sends missing with the majority when none was seen', () => {
    expect(findSplit([Float64Array.of(1, 2, 2, 2)], Float64Array.of(-1, 1, 1, 1))!.missingLeft).toBe(false)
    expect(findSplit([Float64Array.of(1, 1, 1, 2)], Float64Array.of(-1, -1, -1, 1))!.missingLeft).toBe(true)
  })

  it('cuts in the middle of a gap without rows', () => {
    const columns = [Float64Array.of(1, 2, 3, 4, 5, 6)]
    const bins = applyMappers(fitMappers(columns, 255), columns, 6)
    const gradient = Float64Array.of(-1, 0, 0, 0, 0, 1)
    const index = Int32Array.of(0, 5)
    const split = splitterOf(bins, gradient, index, RULES)(index)
    expect(split!.cut).toBe(2)
  })

  it('respects the least rows on a side', () => {
    const gradient = Float64Array.of(-9, 1, 1, 1, 1, 1)
    const column = Float64Array.of(1, 2, 3, 4, 5, 6)
    expect(findSplit([column], gradient)!.leftCount).toBe(1)
    expect(findSplit([column], gradient, { minRows: 3 })!.leftCount).toBe(3)
    expect(findSplit([column], gradient, { minRows: 4 })).toBeNull()
  })

  it('is none where nothing gains more than γ', () => {
    const column = Float64Array.of(1, 2, 3, 4)
    const gradient = Float64Array.of(-1, -1, 1, 1)
    const { gain } = findSplit([column], gradient)!
    expect(findSplit([column], gradient, { minGain: gain * 1.001 })).toBeNull()
    expect(findSplit([column], gradient, { minGain: gain * 0.999 })).not.toBeNull()
    expect(findSplit([Float64Array.of(1, 1, 1, 1)], gradient)).toBeNull()
  })

  it('is the first of equals in the order given', () => {
    const column = Float64Array.of(1, 2, 3, 4)
    const mirrored = column.map((value) => -value)
    const gradient = Float64Array.of(-1, -1, 1, 1)
    expect(findSplit([column, mirrored], gradient, {}, [0, 1])!.feature).toBe(0)
    expect(findSplit([column, mirrored], gradient, {}, [1, 0])!.feature).toBe(1)
  })

  it('distrusts small categories with extra λ', () => {
    const codes = Int32Array.from({ length: 20 }, (_, i) => (i < 19 ? 0 : 1))
    const numbers = Float64Array.from({ length: 20 }, (_, i) => (i < 10 ? 0 : 1))
    const gradient = Float64Array.from({ length: 20 }, (_, i) => (i === 19 ? 6 : i < 10 ? -0.5 : 0.5))
    expect(findSplit([codes, numbers], gradient)!.feature).toBe(0)
    expect(findSplit([codes, numbers], gradient, { categoryLambda: 10 })!.feature).toBe(1)
  })

  it('draws small categories towards the mean with smoothing', () => {
    // Bins are by frequency: levels 2, 0, 1, 3. Level 3 has one row at -1: by itself on the side of level 0, smoothed no further out than level 1.
    const levels = [
      { code: 0, rows: 30, gradient: -2 },
      { code: 1, rows: 30, gradient: -0.3 },
      { code: 2, rows: 60, gradient: 1 },
      { code: 3, rows: 1, gradient: -1 },
    ]
    const codes = Int32Array.from(levels.flatMap(({ code, rows }) => Array.from({ length: rows }, () => code)))
    const gradient = Float64Array.from(codes, (code) => levels[code]!.gradient)
    expect([...findSplit([codes], gradient)!.goesLeft.subarray(0, 4)]).toEqual([0, 1, 0, 1])
    expect([...findSplit([codes], gradient, { categorySmoothing: 10 })!.goesLeft.subarray(0, 4)]).toEqual([0, 1, 0, 0])
  })

  it('sends levels the node does not hold where missing goes', () => {
    const codes = Int32Array.of(0, 0, 1, 2, 2, 3)
    const bins = applyMappers(fitMappers([codes], 255), [codes], 6)
    const gradient = Float64Array.of(-1, -1, 0, 1, 1, 0)
    const index = Int32Array.of(0, 1, 3)
    const split = splitterOf(bins, gradient, index, RULES)(index)!
    expect(split.missingLeft).toBe(true)
    // Bins are by frequency: levels 0, 2, 1, 3, then missing.
    expect([...split.goesLeft]).toEqual([1, 0, 1, 1, 1])
  })

  it('carries nothing over from the categories of a node looked at before', () => {
    const wide = Int32Array.of(0, 1, 2, 3, 4, 5)
    const bins = applyMappers(fitMappers([wide], 255), [wide], 6)
    const gradient = Float64Array.of(-1, 2, -3, 4, -5, 6)
    const find = splitterOf(bins, gradient, wide, RULES)
    find(wide)
    const split = find(Int32Array.of(1, 2, 5))!
    expect(split.leftCount).toBe(1)
    expect([1, 2, 5].map((row) => split.goesLeft[bins.cells[row]!])).toEqual([0, 1, 0])
  })
})
