import { expect, it } from 'vitest'
import { applyMappers, fitMappers } from '../bins/bins.ts'
import {
  fillHistogram,
  histogramOffsets,
  packedCount,
  packedGradient,
  packingFor,
  packRows,
  subtractHistogram,
} from './histogram.ts'
import { Random } from '../random.ts'
import { packed } from '../../test/splits.ts'

const ROWS = 5000
/** One pass of eight columns, one of four, and two single ones. */
const WIDTH = 14

function setUp(seed: number) {
  const random = new Random(seed)
  const columns = Array.from({ length: WIDTH }, () =>
    Float64Array.from({ length: ROWS }, () => (random.unit() < 0.1 ? NaN : random.below(300))),
  )
  const bins = applyMappers(fitMappers(columns, 255), columns, ROWS)
  const offsets = histogramOffsets(bins.mappers.map(({ count }) => count))
  const gradient = Float64Array.from({ length: ROWS }, () => random.unit() ** 4 * 10 - 1)
  const index = Int32Array.from({ length: ROWS }, (_, i) => i)
  random.shuffle(index)
  const { values, packing } = packed(gradient, index)
  const features = Int32Array.from({ length: WIDTH }, (_, f) => f)
  const source = { cells: bins.cells, rows: ROWS, offsets }
  const fill = (begin: number, end: number, inPlay = features, gathered = false) => {
    const out = new Float64Array(offsets.at(-1)!).fill(99)
    for (const f of inPlay) out.fill(0, offsets[f], offsets[f + 1])
    const inOrder = index.slice(begin, end)
    const node = gathered
      ? { index, begin, end, packed: Float64Array.from(inOrder, (row) => values[row]!), from: 0 }
      : { index, begin, end, packed: values, from: -1 }
    fillHistogram(out, source, inPlay, 0, inPlay.length, node)
    return out
  }
  return { bins, offsets, gradient, index, packing, fill }
}

it('sums count and gradient of every bin', () => {
  const { bins, offsets, gradient, index, packing, fill } = setUp(1)
  const histogram = fill(1000, 4000)
  for (let f = 0; f < WIDTH; f++) {
    for (let b = 0; b <= bins.mappers[f]!.count; b++) {
      const rows = [...index.subarray(1000, 4000)].filter((row) => bins.cells[f * ROWS + row] === b)
      const sum = histogram[offsets[f]! + b]!
      expect(packedCount(sum, packing)).toBe(rows.length)
      const exact = rows.reduce((total, row) => total + gradient[row]!, 0)
      // Each row is rounded by at most half a step.
      expect(Math.abs(packedGradient(sum, rows.length, packing) - exact)).toBeLessThanOrEqual(
        rows.length * packing.step * 0.5 + 1e-9,
      )
    }
  }
})

it('is the same to the last bit in whatever order rows are added', () => {
  const { index, fill } = setUp(2)
  const before = fill(0, ROWS)
  index.reverse()
  expect(fill(0, ROWS)).toEqual(before)
})

it('gets the sibling exactly by subtraction', () => {
  const { fill } = setUp(3)
  const parent = fill(0, ROWS)
  subtractHistogram(parent, fill(0, 1234), 0, parent.length)
  expect(parent).toEqual(fill(1234, ROWS))
})

it('leaves columns not in play alone', () => {
  const { offsets, fill } = setUp(4)
  const histogram = fill(0, ROWS, Int32Array.of(5, 2))
  expect(new Set(histogram.subarray(offsets[3], offsets[5]))).toEqual(new Set([99]))
  expect(histogram.subarray(offsets[5], offsets[6]).includes(99)).toBe(false)
})

it('takes gradients by row number or in the order of the rows', () => {
  const { fill } = setUp(5)
  expect(fill(700, 4100, undefined, true)).toEqual(fill(700, 4100))
})

it('keeps sums below 2^53 where all rows have the largest gradient but one', () => {
  for (const rows of [1, 2, 3, 1000, 100_000]) {
    const gradient = new Float64Array(rows).fill(1e6)
    gradient[0] = -1e6
    const packing = packingFor(-1e6, 1e6, rows)
    const index = Int32Array.from(gradient.keys())
    const sum = packRows(gradient, index, 0, rows, packing)
    expect(sum).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
    expect(packedCount(sum, packing)).toBe(rows)
    expect(gradient.every((value) => Number.isInteger(value))).toBe(true)
  }
})
