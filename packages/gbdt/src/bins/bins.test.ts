import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMappers, fitMappers } from './bins.ts'
import { canonicalOrder } from './column-order.ts'
import type { NumericMapper } from './mapper.ts'
import type { Column } from '../columns.ts'
import { Random } from '../random.ts'

function binned(columns: Column[], maxBins = 255) {
  return applyMappers(fitMappers(columns, maxBins), columns, columns[0]!.length)
}

describe('numeric bins', () => {
  it('give every distinct value its own bin when they fit, and missing one more', () => {
    const bins = binned([Float64Array.of(3, 1, NaN, 2, 1)])
    expect([...bins.cells]).toEqual([2, 0, 3, 1, 0])
    expect((bins.mappers[0] as NumericMapper).cuts).toEqual(Float64Array.of(1.5, 2.5))
  })

  it('hold about equal numbers of rows when values are many', () => {
    const random = new Random(1)
    const bins = binned([Float64Array.from({ length: 10_000 }, () => random.unit() ** 3)], 50)
    expect(bins.mappers[0]!.count).toBe(50)
    const counts = new Int32Array(50)
    for (const cell of bins.cells) counts[cell]!++
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(20)
  })

  it('hold about equal weight where rows have one', () => {
    const random = new Random(2)
    const column = Float64Array.from({ length: 10_000 }, () => random.unit())
    const weights = column.map((value) => (value < 0.5 ? 9 : 1))
    const [mapper] = fitMappers([column], 50, { weights })
    const sums = new Float64Array(50)
    applyMappers([mapper!], [column], 10_000).cells.forEach((cell, row) => {
      sums[cell] = sums[cell]! + weights[row]!
    })
    for (const sum of sums) expect(Math.abs(sum - 1000)).toBeLessThan(100)
  })

  it('are those of rows repeated by their weight, whatever the numbers', () => {
    const anyNumber = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, -0, Infinity, -Infinity, 1e308, -1e308, NaN, 5e-324),
    )
    const rows = fc.array(fc.tuple(anyNumber, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 20 }), (list, max) => {
        const column = Float64Array.from(list, ([value]) => value)
        const weights = Float64Array.from(list, ([, weight]) => weight)
        const repeated = Float64Array.from(list.flatMap(([value, weight]) => Array<number>(weight).fill(value)))
        expect(fitMappers([column], max, { weights })).toEqual(fitMappers([repeated], max))
      }),
      { numRuns: 300 },
    )
  })

  it('give a heavy value a bin of its own', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? 0 : i - 1500))
    const bins = binned([values], 10)
    const zero = bins.cells[0]!
    for (let i = 0; i < 3000; i++) expect(bins.cells[i] === zero).toBe(values[i] === 0)
  })

  it('keep the order of values, and agree with the cut: left of cut b are bins up to b', () => {
    const anyNumber = fc.oneof(fc.double(), fc.double({ min: 0, max: 1 }), fc.constantFrom(0, -0, Infinity, -Infinity))
    fc.assert(
      fc.property(
        fc.array(anyNumber, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 20 }),
        (list, max) => {
          const bins = binned([Float64Array.from(list)], max)
          const { cuts, count } = bins.mappers[0] as NumericMapper
          expect(count).toBeLessThanOrEqual(max)
          list.forEach((value, i) => {
            const cell = bins.cells[i]!
            expect(cell === count).toBe(Number.isNaN(value))
            cuts.forEach((cut, b) => expect(value < cut).toBe(cell <= b))
          })
        },
      ),
    )
  })

  it('have no value bin where every value is missing', () => {
    const bins = binned([Float64Array.of(NaN, NaN)])
    expect(bins.mappers[0]!.count).toBe(0)
    expect([...bins.cells]).toEqual([0, 0])
  })
})

describe('categorical bins', () => {
  it('give each code its own bin, the most frequent first; missing and unknown codes the missing bin', () => {
    const mappers = fitMappers([Int32Array.of(4, 0, -1, 4)], 255)
    expect([...applyMappers(mappers, [Int32Array.of(0, 4, -1, -7, 1, 99)], 6).cells]).toEqual([1, 0, 2, 2, 2, 2])
  })

  it('pool the rarest levels in the last bin when there are too many', () => {
    // 250 levels twice, 50 once.
    const codes = Int32Array.from({ length: 550 }, (_, i) => i % 300)
    const bins = binned([codes], 2)
    expect(bins.mappers[0]!.count).toBe(255)
    const common = new Set(bins.cells.subarray(0, 250))
    expect(common.size).toBe(250)
    expect(new Set(bins.cells.subarray(254, 300))).toEqual(new Set([254]))
  })

  it('pool levels with too few rows, and keep the others apart', () => {
    const codes = Int32Array.of(0, 0, 0, 1, 2, 3, 3, 3, 4, -1)
    const [mapper] = fitMappers([codes], 255, { levelRows: 3 })
    expect(mapper!.count).toBe(3)
    const cells = [...applyMappers([mapper!], [codes], 10).cells]
    expect(cells).toEqual([0, 0, 0, 2, 2, 1, 1, 1, 2, 3])
  })

  it('go by weight where rows have one: the heaviest levels keep bins of their own, however few their rows', () => {
    // 300 levels of two rows, the last of which weigh most; one of a single row is rare all the same.
    const codes = Int32Array.from({ length: 599 }, (_, i) => i % 300)
    const weights = Float64Array.from(codes, (code) => 1 + code)
    const [mapper] = fitMappers([codes], 255, { levelRows: 2, weights })
    const { cells } = applyMappers([mapper!], [codes], 599)
    expect([...cells.subarray(290, 300)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0, 254])
    expect(new Set(cells.subarray(0, 40))).toEqual(new Set([254]))
  })

  it('refuse a code that is no category', () => {
    expect(() => fitMappers([Int32Array.of(5_000_000)], 255)).toThrow(
      'column 0: expected category codes up to 1048575, got 5000000',
    )
  })
})

it('orders columns by content, wherever they stand', () => {
  const random = new Random(4)
  const columns = Array.from({ length: 6 }, () => Float64Array.from({ length: 50 }, () => random.unit()))
  const order = (list: Column[]) =>
    [...canonicalOrder(binned(list))].map((f) => columns.findIndex((column) => column === list[f]))
  expect(order([3, 1, 5, 0, 2, 4].map((f) => columns[f]!))).toEqual(order(columns))
})
