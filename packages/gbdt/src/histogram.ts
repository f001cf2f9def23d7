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
}

/** Packs `gradient` of the listed rows into `out[row]`. */
export function packGradients(gradient: Float64Array, rows: Int32Array, count: number, out: Float64Array): Packing {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < count; i++) {
    const value = gradient[rows[i]!]!
    if (value < low) low = value
    if (value > high) high = value
  }
  // count < 2^bits rows, each below 2^(53 - 2 bits): the quantised sum is below 2^(53 - bits), the total below 2^53.
  const bits = 32 - Math.clz32(count)
  const unit = 2 ** (53 - bits)
  const levels = 2 ** (53 - 2 * bits) - 1
  const step = high > low ? (high - low) / levels : 1
  for (let i = 0; i < count; i++) {
    const row = rows[i]!
    out[row] = unit + Math.min(levels, Math.round((gradient[row]! - low) / step))
  }
  return { unit, step, low }
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

/** What `fillHistogram` reads: the binned table and the columns in play. */
export interface HistogramSource {
  cells: Uint8Array
  rows: number
  offsets: Int32Array
  features: Int32Array
}

/**
 * Sums packed gradients by bin into `out` for the columns in play.
 * @param index row numbers of the node: `index[begin]` to `index[end - 1]`
 * @param packed packed gradient by row number
 * @param gathered scratch, at least `end - begin` long
 */
export function fillHistogram(
  out: Float64Array,
  source: HistogramSource,
  index: Int32Array,
  begin: number,
  end: number,
  packed: Float64Array,
  gathered: Float64Array,
): void {
  const { cells, rows, offsets, features } = source
  const count = end - begin
  // Read once by row number here, then in order by every column.
  for (let i = 0; i < count; i++) gathered[i] = packed[index[begin + i]!]!
  for (const f of features) out.fill(0, offsets[f], offsets[f + 1])
  let k = 0
  for (; k + 4 <= features.length; k += 4) {
    const a = features[k]!
    const b = features[k + 1]!
    const c = features[k + 2]!
    const d = features[k + 3]!
    addFour(
      out,
      offsets[a]!,
      offsets[b]!,
      offsets[c]!,
      offsets[d]!,
      cells,
      a * rows,
      b * rows,
      c * rows,
      d * rows,
      index,
      begin,
      count,
      gathered,
    )
  }
  for (; k < features.length; k++) {
    const f = features[k]!
    addOne(out, offsets[f]!, cells, f * rows, index, begin, count, gathered)
  }
}

/** Four columns a pass share the reads of row number and gradient. */
function addFour(
  out: Float64Array,
  outA: number,
  outB: number,
  outC: number,
  outD: number,
  cells: Uint8Array,
  a: number,
  b: number,
  c: number,
  d: number,
  index: Int32Array,
  begin: number,
  count: number,
  gathered: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const value = gathered[i]!
    const row = index[begin + i]!
    const slotA = outA + cells[a + row]!
    const slotB = outB + cells[b + row]!
    const slotC = outC + cells[c + row]!
    const slotD = outD + cells[d + row]!
    out[slotA] = out[slotA]! + value
    out[slotB] = out[slotB]! + value
    out[slotC] = out[slotC]! + value
    out[slotD] = out[slotD]! + value
  }
}

function addOne(
  out: Float64Array,
  offset: number,
  cells: Uint8Array,
  column: number,
  index: Int32Array,
  begin: number,
  count: number,
  gathered: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const slot = offset + cells[column + index[begin + i]!]!
    out[slot] = out[slot]! + gathered[i]!
  }
}

/** Turns a parent's histogram into that of the child not built: `parent -= child`, for the columns in play. */
export function subtractHistogram(parent: Float64Array, child: Float64Array, source: HistogramSource): void {
  const { offsets, features } = source
  for (const f of features) {
    const end = offsets[f + 1]!
    for (let i = offsets[f]!; i < end; i++) parent[i] = parent[i]! - child[i]!
  }
}
