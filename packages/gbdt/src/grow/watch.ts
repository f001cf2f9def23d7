import { applyMappers } from '../bins/bins.ts'
import { type Column, checkColumns, checkTarget, isCategorical } from '../columns.ts'
import type { Grower } from './grow.ts'
import type { Loss } from './loss.ts'
import type { Bins, Mapper } from '../bins/mapper.ts'
import type { Validation } from '../options.ts'
import { type Scale, standardiseInto } from './scale.ts'
import { checkWeights } from './weights.ts'

/** Rounds without improvement after which boosting stops, unless told otherwise. */
const PATIENCE = 50

/** Follows the validation rows and says when to stop. */
export class Watch {
  /** Rounds of the best model so far. */
  best = 0
  loss = Infinity
  readonly #bins: Bins
  readonly #target: Float64Array
  readonly #raw: Float64Array
  readonly #rows: Int32Array
  readonly #patience: number
  readonly #weights: Float64Array | null
  readonly #measure: Loss
  #least: number

  /** @param start what every row is predicted before the first tree, on the standard scale */
  constructor(validation: Validation, mappers: readonly Mapper[], scale: Scale, loss: Loss, start: number) {
    const count = validation.target.length
    this.#bins = applyMappers(mappers, validation.columns, count)
    this.#target = standardiseInto(validation.target, scale, new Float64Array(count))
    this.#raw = new Float64Array(count).fill(start)
    this.#rows = Int32Array.from({ length: count }, (_, i) => i)
    this.#weights = validation.weights ?? null
    this.#patience = validation.patience ?? PATIENCE
    this.#measure = loss
    this.#least = this.#measure.mean(this.#target, this.#raw, this.#weights)
  }

  /** Takes in the newest tree; false when it is time to stop. */
  see(grower: Grower, round: number): boolean {
    grower.addToOthers(this.#bins, this.#rows, this.#raw)
    this.loss = this.#measure.mean(this.#target, this.#raw, this.#weights)
    if (this.loss < this.#least) {
      this.#least = this.loss
      this.best = round
    }
    return round - this.best < this.#patience
  }
}

/** Throws unless the validation rows fit the columns trained on. */
export function checkValidation(
  { columns, target, weights, patience = PATIENCE }: Validation,
  like: readonly Column[],
): void {
  if (columns.length !== like.length) {
    throw new RangeError(`validation: expected ${like.length} columns, got ${columns.length}`)
  }
  const rows = checkColumns(columns)
  columns.forEach((column, f) => {
    if (isCategorical(column) === isCategorical(like[f]!)) return
    const kind = isCategorical(column) ? 'numeric' : 'categorical'
    throw new TypeError(
      `validation column ${f}: expected a ${kind} column as in training, got ${column.constructor.name}`,
    )
  })
  checkTarget(target, rows)
  if (weights) checkWeights(weights, rows, 'validation weights')
  if (!(patience >= 1)) throw new RangeError(`patience: expected at least 1, got ${patience}`)
}
