import type { Loss } from './loss.ts'
import { CHUNK, NUMBER, type Workspace } from './workspace.ts'

// What the tasks do to rows where second derivatives differ: where rows have weights, or the loss has a curvature.

/** Gradients and second derivatives of a chunk of the tree's rows, by weight; least, greatest and largest into the results. */
export function weighRows(space: Workspace, loss: Loss, hessian: Float64Array, k: number): void {
  const { numbers, index, packed, raw, target, weights, scale, results } = space
  const { shrink, centre, stretch } = scale
  const { curvature } = loss
  const sampled = numbers[NUMBER.sampled] === 1
  const rows = numbers[NUMBER.rows]!
  const end = Math.min((k + 1) * CHUNK, rows)
  let low = Infinity
  let high = -Infinity
  let largest = 0
  for (let i = k * CHUNK; i < end; i++) {
    if (!sampled) index[i] = i
    const row = index[i]!
    const truth = (target[row]! * shrink - centre) * stretch
    const weight = weights ? weights[row]! : 1
    const value = weight * loss.slope(truth, raw[row]!)
    const second = curvature ? weight * curvature(truth, raw[row]!) : weight
    packed[row] = value
    hessian[row] = second
    if (value < low) low = value
    if (value > high) high = value
    if (second > largest) largest = second
  }
  results[2 * k] = low
  results[2 * k + 1] = high
  results[2 * Math.ceil(rows / CHUNK) + k] = largest
}

/**
 * The grid second derivatives are rounded to: a power of two, so fine that their sum over all rows is below 2^53 steps
 * and thus exact, in whatever order it is added. Whole numbers are on it, unless all together they are beyond 2^53.
 */
export function gridStep(largest: number, rows: number): number {
  const bits = 32 - Math.clz32(rows)
  return largest > 0 ? 2 ** (Math.ceil(Math.log2(largest)) - (53 - bits)) : 1
}

/** Rounds a chunk of second derivatives to the grid; none to 0, so that no node is without. */
export function roundToGrid({ numbers, index }: Workspace, hessian: Float64Array, begin: number, end: number): void {
  const step = numbers[NUMBER.grid]!
  for (let i = begin; i < end; i++) {
    const row = index[i]!
    hessian[row] = Math.max(1, Math.round(hessian[row]! / step)) * step
  }
}
