import { valueLeaf } from './hessian.ts'
import type { Loss } from './loss.ts'
import { NUMBER, type Workspace } from './workspace.ts'

/** Leaves a task takes at once. */
export const LEAVES = 64

/** Rows whose targets and predictions a thread's own cache holds. */
const LEAF_TILE = 8192

/** Gives leaves their values. */
export class LeafValues {
  readonly #space: Workspace
  readonly #loss: Loss
  // By leaf of a task: how far its rows are done, and the sum of their gradients.
  readonly #reached = new Int32Array(LEAVES)
  readonly #slopes = new Float64Array(LEAVES)

  constructor(space: Workspace, loss: Loss) {
    this.#space = space
    this.#loss = loss
  }

  /** Value of some leaves into the results, and onto the predictions of their rows. */
  value(k: number): void {
    const { numbers, leaves, rows, rules, hessian, results } = this.#space
    const first = k * LEAVES
    const last = Math.min(first + LEAVES, numbers[NUMBER.leaves]!)
    if (hessian) {
      for (let leaf = first; leaf < last; leaf++) valueLeaf(this.#space, this.#loss, leaf)
      return
    }
    this.#slopes.fill(0)
    for (let leaf = first; leaf < last; leaf++) this.#reached[leaf - first] = leaves[2 * leaf]!
    // Tile by tile: the rows of a leaf lie far apart, and those of others between them.
    for (let limit = LEAF_TILE; limit < rows + LEAF_TILE; limit += LEAF_TILE) {
      for (let leaf = first; leaf < last; leaf++) this.#sumSlopes(leaf - first, leaves[2 * leaf + 1]!, limit)
    }
    for (let leaf = first; leaf < last; leaf++) {
      const count = leaves[2 * leaf + 1]! - leaves[2 * leaf]!
      results[leaf] = (-rules.learningRate * this.#slopes[leaf - first]!) / (count + rules.lambda)
      this.#reached[leaf - first] = leaves[2 * leaf]!
    }
    for (let limit = LEAF_TILE; limit < rows + LEAF_TILE; limit += LEAF_TILE) {
      for (let leaf = first; leaf < last; leaf++)
        this.#raise(leaf - first, leaves[2 * leaf + 1]!, limit, results[leaf]!)
    }
  }

  /** From the true gradients: the packed ones were rounded. */
  #sumSlopes(place: number, end: number, limit: number): void {
    const { index, raw, target, scale } = this.#space
    const { shrink, centre, stretch } = scale
    const loss = this.#loss
    let sum = this.#slopes[place]!
    let i = this.#reached[place]!
    for (; i < end; i++) {
      const row = index[i]!
      if (row >= limit) break
      sum += loss.slope((target[row]! * shrink - centre) * stretch, raw[row]!)
    }
    this.#slopes[place] = sum
    this.#reached[place] = i
  }

  #raise(place: number, end: number, limit: number, value: number): void {
    const { index, raw } = this.#space
    let i = this.#reached[place]!
    for (; i < end; i++) {
      const row = index[i]!
      if (row >= limit) break
      raw[row] = raw[row]! + value
    }
    this.#reached[place] = i
  }
}
