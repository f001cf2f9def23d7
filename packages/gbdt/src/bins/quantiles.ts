import type { NumericColumn } from '../columns.ts'
import type { NumericMapper } from './mapper.ts'
import { sortNumbers } from './sort.ts'

/** Above this many present values the quantiles come from an even stride through them. */
const SKETCH_ROWS = 200_000

/** Values of a column of so many rows that are looked at, at most. */
export const sketchSize = (rows: number): number => Math.min(SKETCH_ROWS, rows)

/** Values of a column, and the weights of their rows where rows have any. */
export interface Sketch {
  values: Float64Array
  weights: Float64Array | null
}

/** For so many values at most. Made once for many columns: left to the garbage collector they would add up. */
export const createSketch = (size: number, isWeighted: boolean): Sketch => ({
  values: new Float64Array(size),
  weights: isWeighted ? new Float64Array(size) : null,
})

/** The first so many of a sketch. */
export const firstOf = ({ values, weights }: Sketch, count: number): Sketch => ({
  values: values.subarray(0, count),
  weights: weights && weights.subarray(0, count),
})

/** Copies the present values, or an even stride through them, to the front of `room`; returns that front. */
export function takeSketch(column: NumericColumn, weights: Float64Array | null, room: Sketch): Sketch {
  let present = 0
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i]!)) present++
  const stride = Math.max(1, Math.ceil(present / SKETCH_ROWS))
  let seen = 0
  let kept = 0
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    if (Number.isNaN(value) || seen++ % stride !== 0) continue
    if (weights) room.weights![kept] = weights[i]!
    room.values[kept++] = value
  }
  return firstOf(room, kept)
}

/** What a thread needs to cut sketches: room for another one, and for the sums of equal values. */
export interface Bench {
  spare: Sketch
  sums: Float64Array
}

export const createBench = (size: number, isWeighted: boolean): Bench => ({
  spare: createSketch(size, isWeighted),
  sums: new Float64Array(size),
})

/**
 * The cuts between at most `maxBins` bins of about equal weight: between all values where there are so few.
 * @param sketch is sorted here
 */
export function cutSketch(sketch: Sketch, maxBins: number, { spare, sums }: Bench): Float64Array {
  const { weights } = sketch
  const sorted = sortNumbers(sketch.values, spare.values, weights && { values: weights, spare: spare.weights! })
  const { values } = spare
  let distinct = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      sums[distinct] = 0
      values[distinct++] = sorted[i]!
    }
    sums[distinct - 1] = sums[distinct - 1]! + (weights ? weights[i]! : 1)
  }
  return distinct <= maxBins ? cutBetweenAll(values, distinct) : cutEvenly(values, sums, distinct, maxBins)
}

/** The mapper of a column with these cuts; with no value in its sketch there is no bin. */
export const numericMapper = ({ values }: Sketch, cuts: Float64Array): NumericMapper => ({
  kind: 'numeric',
  count: values.length === 0 ? 0 : cuts.length + 1,
  cuts,
})

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
