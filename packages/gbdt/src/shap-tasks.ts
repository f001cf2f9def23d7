import { type Opened, openModel } from './layout.ts'
import { explainRows } from './explainer.ts'

/** What the threads that explain rows share: a block of rows, and where their SHAP values go. */
export interface ShapSpace {
  model: ArrayBufferLike
  block: Float64Array
  out: Float64Array
  /** Rows in the block, and rows a task takes. */
  counts: Int32Array
}

/** Explains a share of a block's rows. */
export class ShapTasks {
  readonly #space: ShapSpace
  readonly #model: Opened

  constructor(space: ShapSpace) {
    this.#space = space
    this.#model = openModel(space.model)
  }

  do(_kind: number, k: number): void {
    const { block, out, counts } = this.#space
    const [rows = 0, perTask = 1] = counts
    const width = this.#model.features
    const begin = k * perTask * width
    const end = Math.min(rows, (k + 1) * perTask) * width
    explainRows(this.#model, block.subarray(begin, end), out.subarray(begin, end))
  }
}
