import type { Bins } from '../src/bins/mapper.ts'
import { FOUND } from '../src/grow/found.ts'
import { fillHistogram, histogramOffsets, type Packing, packingFor, packRows } from '../src/grow/histogram.ts'
import { type Split, SplitFinder, type SplitRules } from '../src/grow/split.ts'

/** Packed gradients by row number, of the listed rows. */
export function packed(gradient: Float64Array, index: Int32Array): { values: Float64Array; packing: Packing } {
  const values = gradient.slice()
  const drawn = [...index].map((row) => gradient[row] ?? NaN)
  const packing = packingFor(Math.min(...drawn), Math.max(...drawn), index.length)
  packRows(values, index, 0, index.length, packing)
  return { values, packing }
}

/** The best split of the listed rows, all columns in `features` order; one finder serves several nodes. */
export function splitterOf(bins: Bins, gradient: Float64Array, drawn: Int32Array, rules: SplitRules) {
  const { values, packing } = packed(gradient, drawn)
  const offsets = histogramOffsets(bins.mappers.map(({ count }) => count))
  const finder = new SplitFinder({ mappers: bins.mappers, offsets }, rules, packing)
  return (index: Int32Array, features = Int32Array.from(bins.mappers.keys())): Split | null => {
    const histogram = new Float64Array(offsets.at(-1) ?? 0)
    const node = { index, begin: 0, end: index.length, packed: values, from: -1 }
    fillHistogram(histogram, { ...bins, offsets }, features, 0, features.length, node)
    const total = index.reduce((sum, row) => sum + (values[row] ?? NaN), 0)
    const found = new Float64Array(bins.mappers.length * FOUND.fields)
    for (const feature of features) finder.scan(histogram, feature, total, rules.minGain, found, feature * FOUND.fields)
    return finder.choose(histogram, features, features.length, total, found, 0)
  }
}
