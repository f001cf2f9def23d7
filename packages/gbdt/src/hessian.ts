import { NUMBER, type Workspace } from './workspace.ts'

// What the tasks do to rows where second derivatives differ: where rows have weights, or the loss has a curvature.

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
