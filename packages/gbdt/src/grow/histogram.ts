/**
 * How a row's gradient and its presence are packed in one float64: `unit + round((gradient - low) / step)`.
 * A sum of packed rows is `rows * unit + sum of quantised gradients`. `unit` is a power of two above any sum of
 * quantised gradients and every total stays below 2^53, so sums are exact integers: they do not depend on the order of
 * addition, and a sibling is exactly parent minus child.
 */
export interface Packing {
  unit: number
  step: number
  low: number
  /** The largest quantised gradient. */
  levels: number
}

/** The packing for `count` rows whose gradients lie between `low` and `high`. */
export function packingFor(low: number, high: number, count: number): Packing {
  // count < 2^bits rows, each below 2^(53 - 2 bits): the quantised sum is below 2^(53 - bits), the total below 2^53.
  const bits = 32 - Math.clz32(count)
  const levels = 2 ** (53 - 2 * bits) - 1
  return { unit: 2 ** (53 - bits), step: high > low ? (high - low) / levels : 1, low, levels }
}

/** Replaces the gradients of the listed rows by packed ones; returns their sum. */
export function packRows(values: Float64Array, rows: Int32Array, begin: number, end: number, packing: Packing): number {
  const { unit, step, low, levels } = packing
  let sum = 0
  for (let i = begin; i < end; i++) {
    const row = rows[i]!
    const packed = unit + Math.min(levels, Math.round((values[row]! - low) / step))
    values[row] = packed
    sum += packed
  }
  return sum
}

/** Rows in a packed sum. */
export function packedCount(sum: number, packing: Packing): number {
  return Math.floor(sum / packing.unit)
}

/** Gradient in a packed sum of `count` rows. */
export function packedGradient(sum: number, count: number, packing: Packing): number {
  return (sum - count * packing.unit) * packing.step + count * packing.low
}

/** Where each column's bins start in a histogram, and one past the last as the final element. */
export function histogramOffsets(binCounts: readonly number[]): Int32Array {
  const offsets = new Int32Array(binCounts.length + 1)
  // One more than the value bins: the missing bin.
  binCounts.forEach((count, f) => {
    offsets[f + 1] = offsets[f]! + count + 1
  })
  return offsets
}

/** What `fillHistogram` reads: the binned table, and where each column's bins start. */
export interface HistogramSource {
  cells: Uint8Array
  rows: number
  offsets: Int32Array
}

/** Rows to sum, and their packed gradients. */
export interface HistogramRows {
  /** Row numbers of the node: `index[begin]` to `index[end - 1]`. */
  index: Int32Array
  begin: number
  end: number
  packed: Float64Array
  /** Where the node's packed gradients start, in the order of `index`; -1: they lie by row number. */
  from: number
}

/** Adds packed gradients by bin to `out` for columns `features[first]` to `features[last - 1]`. */
export function fillHistogram(
  out: Float64Array,
  source: HistogramSource,
  features: Int32Array,
  first: number,
  last: number,
  node: HistogramRows,
): void {
  let k = first
  for (; k + 4 <= last; k += 4) addFour(out, source, features, k, node)
  for (; k < last; k++) addOne(out, source, features[k]!, node)
}

/** As `fillHistogram` where a bin has two sums: of packed gradients, and of second derivatives. */
export function fillPairs(
  out: Float64Array,
  { cells, rows, offsets }: HistogramSource,
  features: Int32Array,
  first: number,
  last: number,
  { index, begin, end, packed, from }: HistogramRows,
  seconds: Float64Array,
): void {
  const shift = from - begin
  for (let k = first; k < last; k++) {
    const column = features[k]! * rows
    const offset = offsets[features[k]!]!
    for (let i = begin; i < end; i++) {
      const row = index[i]!
      const at = from < 0 ? row : i + shift
      const slot = 2 * (offset + cells[column + row]!)
      out[slot] = out[slot]! + packed[at]!
      out[slot + 1] = out[slot + 1]! + seconds[at]!
    }
  }
}

/** Four columns a pass share the reads of row number and gradient, which cost as much as a column. */
function addFour(
  out: Float64Array,
  source: HistogramSource,
  features: Int32Array,
  k: number,
  node: HistogramRows,
): void {
  const { cells, rows, offsets } = source
  const { index, begin, end, packed, from } = node
  const [a, b, c, d] = [features[k]!, features[k + 1]!, features[k + 2]!, features[k + 3]!]
  const [columnA, columnB, columnC, columnD] = [a * rows, b * rows, c * rows, d * rows]
  const [outA, outB, outC, outD] = [offsets[a]!, offsets[b]!, offsets[c]!, offsets[d]!]
  const shift = from - begin
  for (let i = begin; i < end; i++) {
    const row = index[i]!
    const value = packed[from < 0 ? row : i + shift]!
    const slotA = outA + cells[columnA + row]!
    const slotB = outB + cells[columnB + row]!
    const slotC = outC + cells[columnC + row]!
    const slotD = outD + cells[columnD + row]!
    out[slotA] = out[slotA]! + value
    out[slotB] = out[slotB]! + value
    out[slotC] = out[slotC]! + value
    out[slotD] = out[slotD]! + value
  }
}

function addOne(out: Float64Array, source: HistogramSource, feature: number, node: HistogramRows): void {
  const { cells, rows, offsets } = source
  const { index, begin, end, packed, from } = node
  const column = feature * rows
  const offset = offsets[feature]!
  const shift = from - begin
  for (let i = begin; i < end; i++) {
    const row = index[i]!
    const slot = offset + cells[column + row]!
    out[slot] = out[slot]! + packed[from < 0 ? row : i + shift]!
  }
}

/** Turns a parent's histogram into that of the child not built: `parent -= child`, from bin `begin` to `end - 1`. */
export function subtractHistogram(parent: Float64Array, child: Float64Array, begin: number, end: number): void {
  for (let i = begin; i < end; i++) parent[i] = parent[i]! - child[i]!
}
