import type { Column } from '../columns.ts'

/** Squares of weights, and of gradients by weight, must neither overflow nor vanish. */
const LEAST = 1e-100
const MOST = 1e100

/** Throws unless there is one usable weight per row, and one at least is above 0. `what` names the argument. */
export function checkWeights(weights: Float64Array, rows: number, what: string): void {
  if (!(weights instanceof Float64Array)) throw new TypeError(`${what}: expected a Float64Array, got ${typeof weights}`)
  if (weights.length !== rows) throw new RangeError(`${what}: expected ${rows} rows, got ${weights.length}`)
  const bad = weights.findIndex((weight) => weight !== 0 && !(weight >= LEAST && weight <= MOST))
  if (bad >= 0) throw new RangeError(`${what}: expected 0, or ${LEAST} to ${MOST}, got ${weights[bad]} in row ${bad}`)
  if (!weights.some((weight) => weight > 0)) throw new RangeError(`${what}: expected one above 0 at least, got none`)
}

/** What to train on. */
export interface Table {
  columns: readonly Column[]
  target: Float64Array
  weights: Float64Array | null
}

/** The rows of weight above 0. The others are left out before anything is learnt of them, bins included. */
export function dropAbsent({ columns, target, weights }: Table): Table {
  if (!weights || !weights.includes(0)) return { columns, target, weights }
  const isThere = (_: number, row: number): boolean => weights[row]! > 0
  return {
    columns: columns.map((column) => column.filter(isThere)),
    target: target.filter(isThere),
    weights: weights.filter(isThere),
  }
}
