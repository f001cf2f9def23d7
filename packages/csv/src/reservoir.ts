const firstCapacity = 256

/** The same numbers for the same seed (mulberry32), from 0 to below 1. */
const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Keeps a random sample of a stream of numbers, each with the same chance, in bounded memory; all of them while they
 * are few. It draws how many to pass over (Li's algorithm L) rather than once for each number.
 */
export class Reservoir {
  readonly #capacity: number
  readonly #random: () => number
  #values = new Float64Array(0)
  #seen = 0
  #next = 0
  #weight = 1

  constructor(capacity: number, seed: number) {
    this.#capacity = capacity
    this.#random = createRandom(seed)
  }

  add(value: number): void {
    const at = this.#seen++
    if (at < this.#capacity) this.#append(value, at)
    else if (at === this.#next) {
      this.#values[Math.floor(this.#random() * this.#capacity)] = value
      this.#skip(at)
    }
  }

  #append(value: number, at: number): void {
    if (at === this.#values.length) {
      const grown = new Float64Array(Math.min(this.#capacity, Math.max(firstCapacity, at * 2)))
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[at] = value
    if (at === this.#capacity - 1) this.#skip(at)
  }

  #skip(at: number): void {
    this.#weight *= Math.exp(Math.log(this.#uniform()) / this.#capacity)
    this.#next = at + 1 + Math.floor(Math.log(this.#uniform()) / Math.log1p(-this.#weight))
  }

  /** Above 0, whose logarithm is no number. */
  #uniform(): number {
    return 1 - this.#random()
  }

  /** The sample, in no particular order. */
  finish(): Float64Array {
    return this.#values.slice(0, Math.min(this.#seen, this.#capacity))
  }
}
