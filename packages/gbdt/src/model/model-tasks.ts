import type { Column } from '../columns.ts'
import { shapInto } from '../shap/explainer.ts'
import { type Opened, openModel } from './layout.ts'
import { lossesInto, treesByFeature } from './permutation-loss.ts'
import { predictInto } from './predict.ts'
import type { Scale } from '../grow/scale.ts'
import type { Runner } from '../threads/team.ts'

/** What is done to rows: predicted, explained, or predicted with and without the values of other rows. */
export const USE = { predict: 0, explain: 1, shuffle: 2 } as const

/** What the threads that put a model to use share: some rows of a table at a time, and where results go. */
export interface ModelSpace {
  model: ArrayBufferLike
  columns: Column[]
  /** One by row, by row and feature, or by task and what is shuffled in it: nothing, then each feature. */
  out: Float64Array
  /** Rows there are at the moment, and rows a task takes. */
  counts: Int32Array
  /** For `USE.shuffle`; see `Trial`. */
  trial: { shuffled: Column[]; target: Float64Array; weights: Float64Array; scale: Scale } | null
}

/** Puts a model to use on a share of the rows. */
export class ModelTasks implements Runner {
  readonly #space: ModelSpace
  readonly #model: Opened
  readonly #users: readonly Int32Array[]

  constructor(space: ModelSpace) {
    this.#space = space
    this.#model = openModel(space.model)
    this.#users = space.trial ? treesByFeature(this.#model) : []
  }

  do(use: number, k: number): void {
    const { columns, out, counts } = this.#space
    const [rows = 0, perTask = 1] = counts
    const begin = k * perTask
    const end = Math.min(rows, begin + perTask)
    const own = columns.map((column) => column.subarray(begin, end))
    const { features } = this.#model
    if (use === USE.predict) predictInto(this.#model, own, out.subarray(begin, end))
    else if (use === USE.shuffle)
      this.#shuffle(own, begin, end, out.subarray(k * (features + 1), (k + 1) * (features + 1)))
    else {
      const values = out.subarray(begin * features, end * features).fill(0)
      shapInto(this.#model, own, end - begin, values, () => {})
    }
  }

  #shuffle(columns: readonly Column[], begin: number, end: number, out: Float64Array): void {
    const { trial } = this.#space
    if (!trial) throw new Error('expected values of other rows, got none')
    const trialOfTask = {
      columns,
      shuffled: trial.shuffled.map((column) => column.subarray(begin, end)),
      target: trial.target.subarray(begin, end),
      weights: trial.weights.subarray(begin, end),
      scale: trial.scale,
    }
    lossesInto(this.#model, this.#users, trialOfTask, out)
  }
}
