import type { NumericColumn } from './columns.ts'
import type { NumericMapper } from './mapper.ts'
import { sortNumbers } from './sort.ts'

/** Above this many present values the quantiles come from an even stride through them. */
const SKETCH_ROWS = 200_000

/** Values of a column of so many rows that are looked at, at most. */
export const sketchSize = (rows: number): number => Math.min(SKETCH_ROWS, rows)

/** What a thread needs to cut one column after the other: left to the garbage collector it would add up. */
export interface Bench {
  values: Float64Array
  counts: Float64Array
}

/** For sketches of so many values at most. */
export const createBench = (size: number): Bench => ({
  values: new Float64Array(size),
  counts: new Float64Array(size),
})

/** Copies the present values, or an even stride through them, to the front of `room`; returns that front. */
export function takeSketch(column: NumericColumn, room: Float64Array): Float64Array {
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
  return sketch
}

/**
 * The cuts between at most `maxBins` bins of about equal weight: between all values where there are so few.
 * @param sketch values of the column, which are sorted here
 * @param weigh replaces the counts of the values by other weights
 */
export function cutSketch(
  sketch: Float64Array,
  maxBins: number,
  { values, counts }: Bench,
  weigh: ((values: Float64Array, counts: Float64Array) => void) | null = null,
): Float64Array {
  const sorted = sortNumbers(sketch, values)
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      counts[distinct] = 0
      values[distinct++] = sorted[i]!
    }
    counts[distinct - 1] = counts[distinct - 1]! + 1
  }
  if (distinct <= maxBins) return cutBetweenAll(values, distinct)
  weigh?.(values.subarray(0, distinct), counts)
  return cutEvenly(values, counts, distinct, maxBins)
}

/** The mapper of a column with these cuts; with no value in its sketch there is no bin. */
export const numericMapper = (sketch: Float64Array, cuts: Float64Array): NumericMapper => ({
  kind: 'numeric',
  count: sketch.length === 0 ? 0 : cuts.length + 1,
  cuts,
})

/** Stretches of equal length into which sorted values are divided, so that few are left to search. */
const STRETCHES = 1024

/** Puts weights in the place of counts: of every row, at the last of the values that is not above its own. */
export function weighValues(
  column: NumericColumn,
  weights: Float64Array,
  values: Float64Array,
  counts: Float64Array,
): void {
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
