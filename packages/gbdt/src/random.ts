/**
 * A small seeded generator (sfc32, Chris Doty-Humphrey's PractRand family), so that a run can be repeated anywhere.
 * Not for secrets.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** @param seed any safe integer; both 32-bit halves count. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`)
    this.#a = seed | 0
    this.#b = Math.floor(seed / 4294967296) | 0
    this.#c = 0x2545f491
    // Nearby seeds differ in few bits; a dozen rounds are the author's advice to spread them.
    for (let i = 0; i < 15; i++) this.next()
  }

  /** The next unsigned 32-bit integer. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** A number in [0, 1) with 32 random bits. */
  unit(): number {
    return this.next() / 4294967296
  }

  /** An integer in [0, limit); its bias is below limit / 2^32. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** Shuffles `values` in place, each order equally likely (Fisher–Yates). */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = values[i]!
      values[i] = values[j]!
      values[j] = kept
    }
  }
}

/**
 * Writes `take` of the numbers 0…count-1 into `out`, ascending, each subset equally likely
 * (selection sampling; Knuth, The Art of Computer Programming 3.4.2, algorithm S).
 */
export function sampleInto(out: Int32Array, take: number, count: number, random: Random): void {
  let taken = 0
  for (let i = 0; taken < take; i++) {
    if (random.unit() * (count - i) < take - taken) out[taken++] = i
  }
}
