import { canonicalOrder } from '../bins/column-order.ts'
import type { Bins } from '../bins/mapper.ts'
import type { Resolved } from '../options.ts'
import { Random, sampleInto } from '../random.ts'
import type { Workspace } from './workspace.ts'

/** Draws the rows and columns of each tree, into the workspace. */
export class Draw {
  /** How many. */
  readonly rows: number
  readonly features: number
  /** The rows not drawn: they stand behind those drawn. */
  readonly others: Int32Array
  readonly #drawn: Int32Array
  readonly #columns: Int32Array
  readonly #random: Random
  readonly #order: Int32Array

  constructor(bins: Bins, { index, features }: Workspace, settings: Resolved) {
    this.#random = new Random(settings.seed)
    this.#order = canonicalOrder(bins)
    this.rows = Math.max(1, Math.round(bins.rows * settings.rowSample))
    this.features = Math.max(1, Math.round(bins.mappers.length * settings.columnSample))
    this.#drawn = index.subarray(0, this.rows)
    this.others = index.subarray(this.rows)
    this.#columns = features.subarray(0, this.features)
    this.#columns.set(this.#order.subarray(0, this.features))
  }

  next(): void {
    if (this.others.length > 0) {
      const count = this.rows + this.others.length
      sampleInto(this.#drawn, this.rows, count, this.#random)
      let at = 0
      let other = 0
      for (let row = 0; row < count; row++) {
        if (at < this.rows && this.#drawn[at] === row) at++
        else this.others[other++] = row
      }
    }
    if (this.features < this.#order.length) {
      sampleInto(this.#columns, this.features, this.#order.length, this.#random)
      for (let i = 0; i < this.features; i++) this.#columns[i] = this.#order[this.#columns[i]!]!
    }
  }
}
