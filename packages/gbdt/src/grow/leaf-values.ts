import type { Loss } from './loss.ts'
import { CHUNK, firstFrom, NUMBER, type Workspace } from './workspace.ts'

/** Leaves a task takes at once. */
export const LEAVES = 64

/** Rows whose targets and predictions a thread's own cache holds. */
const LEAF_TILE = 8192

/** Gives leaves their values: `-rate * Σ slope / (Σ second derivative + λ)`. */
export class LeafValues {
  readonly #space: Workspace
  readonly #loss: Loss
  // By leaf of a task: how far its rows are done, and sums of their derivatives and weights.
  readonly #reached = new Int32Array(LEAVES)
  readonly #slopes = new Float64Array(LEAVES)
  readonly #seconds = new Float64Array(LEAVES)
  readonly #weight = new Float64Array(LEAVES)

  constructor(space: Workspace, loss: Loss) {
    this.#space = space
    this.#loss = loss
  }

  /** Values of some leaves into the results; behind all values, weights where rows have any. */
  value(k: number): void {
    const { numbers, rows, leaves, rules, hessian, results } = this.#space
    const count = numbers[NUMBER.leaves]!
    const first = k * LEAVES
    const last = Math.min(first + LEAVES, count)
    this.#slopes.fill(0)
    this.#seconds.fill(0)
    this.#weight.fill(0)
    this.#byTiles(first, last, 0, rows, (leaf, place, limit) => {
      if (hessian) this.#sumWeighted(leaf, place, limit)
      else this.#sumSlopes(leaf, place, limit)
    })
    for (let leaf = first; leaf < last; leaf++) {
      const place = leaf - first
      const divisor = (hessian ? this.#seconds[place]! : leaves[2 * leaf + 1]! - leaves[2 * leaf]!) + rules.lambda
      results[leaf] = divisor > 0 ? (-rules.learningRate * this.#slopes[place]!) / divisor : 0
      if (hessian) results[count + leaf] = this.#weight[place]!
    }
  }

  /** Adds the values of all leaves, which stand in the results, to the predictions of a chunk of the rows. */
  raise(k: number): void {
    const { numbers, rows } = this.#space
    const count = numbers[NUMBER.leaves]!
    const end = Math.min((k + 1) * CHUNK, rows)
    for (let first = 0; first < count; first += LEAVES) {
      const last = Math.min(first + LEAVES, count)
      this.#byTiles(first, last, k * CHUNK, end, (leaf, place, limit) => this.#raise(leaf, place, limit))
    }
  }

  /** Tile by tile from row `begin` to `end - 1`: the rows of a leaf lie far apart, and those of others between them. */
  #byTiles(
    first: number,
    last: number,
    begin: number,
    end: number,
    work: (leaf: number, place: number, limit: number) => void,
  ): void {
    const { leaves, index } = this.#space
    for (let leaf = first; leaf < last; leaf++) {
      this.#reached[leaf - first] = firstFrom(begin, index, leaves[2 * leaf]!, leaves[2 * leaf + 1]!)
    }
    for (let tile = begin; tile < end; tile += LEAF_TILE) {
      const limit = Math.min(tile + LEAF_TILE, end)
      for (let leaf = first; leaf < last; leaf++) work(leaf, leaf - first, limit)
    }
  }

  /** From the true gradients: the packed ones were rounded. */
  #sumSlopes(leaf: number, place: number, limit: number): void {
    const { index, raw, target, scale, leaves } = this.#space
    const { shrink, centre, stretch } = scale
    const loss = this.#loss
    const end = leaves[2 * leaf + 1]!
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

  /** From the true derivatives, by weight. */
  #sumWeighted(leaf: number, place: number, limit: number): void {
    const { index, raw, target, weights, scale, leaves } = this.#space
    const { shrink, centre, stretch } = scale
    const loss = this.#loss
    const { curvature } = loss
    const end = leaves[2 * leaf + 1]!
    let slopes = this.#slopes[place]!
    let seconds = this.#seconds[place]!
    let total = this.#weight[place]!
    let i = this.#reached[place]!
    for (; i < end; i++) {
      const row = index[i]!
      if (row >= limit) break
      const truth = (target[row]! * shrink - centre) * stretch
      const weight = weights ? weights[row]! : 1
      slopes += weight * loss.slope(truth, raw[row]!)
      seconds += curvature ? weight * curvature(truth, raw[row]!) : weight
      total += weight
    }
    this.#slopes[place] = slopes
    this.#seconds[place] = seconds
    this.#weight[place] = total
    this.#reached[place] = i
  }

  #raise(leaf: number, place: number, limit: number): void {
    const { index, raw, leaves, results } = this.#space
    const end = leaves[2 * leaf + 1]!
    const value = results[leaf]!
    let i = this.#reached[place]!
    for (; i < end; i++) {
      const row = index[i]!
      if (row >= limit) break
      raw[row] = raw[row]! + value
    }
    this.#reached[place] = i
  }
}
