import { Random } from '../random.ts'

/**
 * Says which row's value each row gets. Every row gives its own as often as it weighs, but for one more or less
 * (systematic sampling; Madow 1949), and who gets which is random. Rows of equal weight are shuffled.
 */
export class Donors {
  readonly #weights: Float64Array
  readonly #random: Random
  readonly #offsets: Random
  readonly #order: Int32Array
  readonly #share: number

  constructor(weights: Float64Array, seed: number) {
    this.#weights = weights
    this.#random = new Random(seed)
    // A sequence of its own, so that weights of 1 shuffle as none do.
    this.#offsets = new Random(~seed)
    this.#order = Int32Array.from(weights, (_, row) => row)
    this.#share = weights.length / weights.reduce((sum, weight) => sum + weight, 0)
  }

  /** By row: the row it gets the value of. */
  next(): Int32Array {
    this.#random.shuffle(this.#order)
    const givers = this.#draw(this.#offsets.unit())
    return this.#order.map((slot) => givers[slot]!)
  }

  /** Rows in ascending order, each as often as it weighs. */
  #draw(offset: number): Int32Array {
    const weights = this.#weights
    const givers = new Int32Array(weights.length)
    let sum = 0
    let slot = 0
    for (let row = 0; row < weights.length; row++) {
      sum += weights[row]!
      const upTo = sum * this.#share
      while (slot < givers.length && slot + offset < upTo) givers[slot++] = row
    }
    // Where rounding left the sum short.
    return givers.fill(weights.length - 1, slot)
  }
}
