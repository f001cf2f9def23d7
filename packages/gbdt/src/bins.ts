import { type Column, isCategorical, isNumeric, MAX_CODE, type NumericColumn } from './columns.ts'
import { sortNumbers } from './sort.ts'

/** Value bins of a column; one more, for missing, follows them, so that a cell always fits a byte. */
export const MAX_BINS = 255

/** Above this many present values the quantiles come from an even stride through them. */
const SKETCH_ROWS = 200_000

/** How a numeric column falls into bins: bin b holds `cuts[b - 1] <= x < cuts[b]`. */
export interface NumericMapper {
  kind: 'numeric'
  /** Number of value bins; also the index of the missing bin. */
  count: number
  cuts: Float64Array
}

/** How a categorical column falls into bins: `binOf[code]`, or the missing bin where the code is unknown. */
interface CategoricalMapper {
  kind: 'categorical'
  count: number
  binOf: Uint8Array
}

export type Mapper = NumericMapper | CategoricalMapper

/** A binned table, column-major: column f owns `cells[f * rows]` to `cells[(f + 1) * rows - 1]`. */
export interface Bins {
  rows: number
  mappers: Mapper[]
  cells: Uint8Array
}

/** Learns the bins of every column: at most `maxBins` for numbers; categories are not a matter of
 * resolution, but those with fewer than `levelRows` rows share a bin. With weights,
 * quantiles and the most frequent categories go by weight. */
export function fitMappers(
  columns: readonly Column[],
  maxBins: number,
  levelRows = 1,
  weights: Float64Array | null = null,
): Mapper[] {
  const room = Math.min(SKETCH_ROWS, columns[0]?.length ?? 0)
  const sketch: Sketch = {
    sorted: new Float64Array(room),
    values: new Float64Array(room),
    counts: new Float64Array(room),
  }
  return columns.map((column, index) =>
    isCategorical(column)
      ? fitCategories(column, levelRows, index, weights)
      : fitQuantiles(column, maxBins, sketch, weights),
  )
}

/** Room for the values of one column after the other: left to the garbage collector they would add up. */
interface Sketch {
  sorted: Float64Array
  values: Float64Array
  counts: Float64Array
}

/**
 * Bins the columns.
 * @param cells where to; allocated when absent
 */
export function applyMappers(
  mappers: readonly Mapper[],
  columns: readonly Column[],
  rows: number,
  cells: Uint8Array = new Uint8Array(rows * columns.length),
): Bins {
  columns.forEach((column, f) => {
    const mapper = mappers[f]!
    const out = cells.subarray(f * rows, (f + 1) * rows)
    if (mapper.kind === 'numeric' && isNumeric(column)) binNumbers(column, mapper, out)
    else if (mapper.kind === 'categorical' && column instanceof Int32Array) binCodes(column, mapper, out)
    else
      throw new TypeError(
        `column ${f}: expected a ${mapper.kind} column as in training, got ${column.constructor.name}`,
      )
  })
  return { rows, mappers: [...mappers], cells }
}

function fitQuantiles(
  column: NumericColumn,
  maxBins: number,
  sketch: Sketch,
  weights: Float64Array | null,
): NumericMapper {
  const { values, counts } = sketch
  const sorted = sortedSketch(column, sketch.sorted, values)
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      counts[distinct] = 0
      values[distinct++] = sorted[i]!
    }
    counts[distinct - 1] = counts[distinct - 1]! + 1
  }
  if (weights && distinct > maxBins) weighValues(column, weights, values.subarray(0, distinct), counts)
  const cuts = distinct <= maxBins ? cutBetweenAll(values, distinct) : cutEvenly(values, counts, distinct, maxBins)
  return { kind: 'numeric', count: distinct === 0 ? 0 : cuts.length + 1, cuts }
}

function sortedSketch(column: NumericColumn, room: Float64Array, spare: Float64Array): Float64Array {
  let present = 0
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i]!)) present++
  const stride = Math.max(1, Math.ceil(present / SKETCH_ROWS))
  const sketch = room.subarray(0, Math.ceil(present / stride))
  let seen = 0
  let kept = 0
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    if (Number.isNaN(value)) continue
    if (seen++ % stride === 0) sketch[kept++] = value
  }
  return sortNumbers(sketch, spare)
}

/** Puts weights in the place of counts: of every row, at the last of the values that is not above its own. */
function weighValues(column: NumericColumn, weights: Float64Array, values: Float64Array, counts: Float64Array): void {
  counts.fill(0, 0, values.length)
  const first = values[0]!
  const spread = STRETCHES / (values.at(-1)! - first)
  // Infinite, or too close: one stretch holds them all.
  const scale = spread > 0 && spread < Infinity ? spread : 0
  const stretchOf = (value: number): number =>
    scale === 0 ? 0 : Math.max(0, Math.min(STRETCHES - 1, Math.floor((value - first) * scale)))
  const starts = new Int32Array(STRETCHES + 1).fill(values.length)
  for (let v = values.length - 1; v >= 0; v--) starts[stretchOf(values[v]!)] = v
  for (let stretch = STRETCHES - 1; stretch >= 0; stretch--) {
    starts[stretch] = Math.min(starts[stretch]!, starts[stretch + 1]!)
  }
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    if (value !== value) continue
    const stretch = stretchOf(value)
    let low = Math.max(1, starts[stretch]!)
    let high = starts[stretch + 1]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value < values[middle]!) high = middle
      else low = middle + 1
    }
    counts[low - 1] = counts[low - 1]! + weights[i]!
  }
}

function cutBetweenAll(values: Float64Array, distinct: number): Float64Array {
  const cuts = new Float64Array(Math.max(0, distinct - 1))
  for (let i = 0; i < cuts.length; i++) cuts[i] = between(values[i]!, values[i + 1]!)
  return cuts
}

/** Bins of about equal weight; a value heavy enough to fill a bin gets one of its own. */
function cutEvenly(values: Float64Array, counts: Float64Array, distinct: number, maxBins: number): Float64Array {
  const cuts = new Float64Array(maxBins - 1)
  let total = 0
  for (let i = 0; i < distinct; i++) total += counts[i]!
  const heavy = total / maxBins
  let heavyLeft = 0
  for (let i = 0; i < distinct; i++) if (counts[i]! >= heavy) heavyLeft++
  let used = 0
  let weight = 0
  for (let i = 0; i < distinct - 1 && used < maxBins - 1; i++) {
    const left = maxBins - used
    weight += counts[i]!
    const isHeavy = counts[i]! >= heavy
    if (isHeavy) heavyLeft--
    // A bin closed early before a heavy value is a bin spent: only while every heavy one can still have two.
    const makeWay = counts[i + 1]! >= heavy && left > 2 * heavyLeft
    if (!isHeavy && !makeWay && weight < total / left) continue
    cuts[used++] = between(values[i]!, values[i + 1]!)
    total -= weight
    weight = 0
  }
  return cuts.slice(0, used)
}

/** A number c with low < c <= high: the middle, unless rounding, overflow or an infinity spoils it. */
function between(low: number, high: number): number {
  const middle = (low + high) / 2
  return middle > low && middle <= high ? middle : high
}

function fitCategories(
  column: Int32Array,
  levelRows: number,
  index: number,
  weights: Float64Array | null,
): CategoricalMapper {
  let top = -1
  for (let i = 0; i < column.length; i++) if (column[i]! > top) top = column[i]!
  if (top > MAX_CODE) throw new RangeError(`column ${index}: expected category codes up to ${MAX_CODE}, got ${top}`)
  const counts = new Float64Array(top + 1)
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    if (code >= 0) counts[code] = counts[code]! + 1
  }
  const known: number[] = []
  for (let code = 0; code <= top; code++) if (counts[code]! > 0) known.push(code)
  const size = weights ? weightsByCode(column, weights, top + 1) : counts
  const isRare = (code: number): number => (counts[code]! < levelRows ? 1 : 0)
  known.sort((a, b) => isRare(a) - isRare(b) || size[b]! - size[a]! || a - b)
  // The rare levels share one bin, the last: alone they are too few to learn from.
  let common = 0
  while (common < known.length && isRare(known[common]!) === 0) common++
  if (common > MAX_BINS) common = MAX_BINS - 1
  const count = Math.min(common + 1, known.length)
  const binOf = new Uint8Array(top + 1).fill(count)
  known.forEach((code, rank) => {
    binOf[code] = Math.min(rank, count - 1)
  })
  return { kind: 'categorical', count, binOf }
}

function weightsByCode(column: Int32Array, weights: Float64Array, codes: number): Float64Array {
  const sums = new Float64Array(codes)
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    if (code >= 0) sums[code] = sums[code]! + weights[i]!
  }
  return sums
}

function binNumbers(column: NumericColumn, mapper: NumericMapper, out: Uint8Array): void {
  const { cuts, count } = mapper
  const { starts, first, scale } = guideTo(cuts)
  const last = starts.length - 2
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    // NaN alone differs from itself.
    if (value !== value) {
      out[i] = count
      continue
    }
    const place = (value - first) * scale
    const stretch = place >= last ? last : place > 0 ? place | 0 : 0
    let low = starts[stretch]!
    let high = starts[stretch + 1]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value < cuts[middle]!) high = middle
      else low = middle + 1
    }
    out[i] = low
  }
}

/** Stretches of equal length into which the cuts are sorted, so that few are left to search. */
const STRETCHES = 1024

interface Guide {
  /** Where the cuts of a stretch start; one past the last as the final element. */
  starts: Uint8Array
  first: number
  scale: number
}

/** A value's stretch never falls as the value grows, so cuts of other stretches need no look. */
function guideTo(cuts: Float64Array): Guide {
  const first = cuts[0] ?? 0
  const scale = STRETCHES / (cuts.at(-1)! - first)
  // Cuts too close, too far apart or infinite: one stretch holds them all, and no value leads elsewhere.
  if (!(scale > 0 && scale < Infinity)) return { starts: Uint8Array.of(0, cuts.length), first: 0, scale: 0 }
  const starts = new Uint8Array(STRETCHES + 1)
  let stretch = 0
  for (let c = 0; c < cuts.length; c++) {
    const place = Math.min(STRETCHES - 1, Math.floor((cuts[c]! - first) * scale))
    while (stretch < place) starts[++stretch] = c
  }
  starts.fill(cuts.length, stretch + 1)
  return { starts, first, scale }
}

function binCodes(column: Int32Array, mapper: CategoricalMapper, out: Uint8Array): void {
  const { binOf, count } = mapper
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!
    out[i] = code >= 0 && code < binOf.length ? binOf[code]! : count
  }
}

/**
 * The order in which training looks at the columns: by a hash of their binned content, so that ties between equally
 * good splits do not depend on where a column stands in the table. Only columns of identical content keep table order.
 */
export function canonicalOrder(bins: Bins): Int32Array {
  const keys = bins.mappers.map((mapper, f) => contentHash(bins.cells, f * bins.rows, bins.rows, mapper))
  return Int32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b)
}

function contentHash(cells: Uint8Array, begin: number, rows: number, mapper: Mapper): number {
  let a = 0x811c9dc5
  let b = mapper.kind === 'numeric' ? 0x9747b28c : 0x1b873593
  for (let i = 0; i < rows; i++) {
    const cell = cells[begin + i]!
    a = Math.imul(a ^ cell, 0x01000193)
    b = Math.imul(b ^ (cell + (b >>> 15)), 0x85ebca6b)
  }
  if (mapper.kind === 'numeric') {
    const words = new Uint32Array(mapper.cuts.buffer, mapper.cuts.byteOffset, mapper.cuts.length * 2)
    for (let i = 0; i < words.length; i++) {
      a = Math.imul(a ^ words[i]!, 0x01000193)
      b = Math.imul(b ^ (words[i]! + (b >>> 13)), 0x85ebca6b)
    }
  }
  return (a >>> 0) * 2097152 + (b >>> 11)
}
