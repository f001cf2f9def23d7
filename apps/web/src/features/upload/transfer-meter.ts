/** What is said of a transfer besides its bytes; null while it is too early to tell. */
export interface Pace {
  bytesPerSecond: number | null
  secondsLeft: number | null
}

const settleMs = 1_500
const intervalMs = 400
/** Time in which an old speed loses two thirds of its weight. */
const memoryMs = 4_000

/** Steps so large that the time left does not flicker. */
const calm = (seconds: number): number => {
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 600 ? 30 : 300
  return Math.max(1, Math.ceil(seconds / step) * step)
}

/** Smooths the speed of a transfer: fed with every progress event, it moves a little and not often. */
export class TransferMeter {
  #start: number | undefined
  #at = 0
  #loaded = 0
  #speed: number | undefined
  #pace: Pace = { bytesPerSecond: null, secondsLeft: null }

  add(loaded: number, total: number, nowMs: number): Pace {
    if (this.#start === undefined) {
      this.#start = nowMs
      this.#at = nowMs
      this.#loaded = loaded
    }
    const elapsed = nowMs - this.#at
    if (elapsed < intervalMs) return this.#pace
    const seen = ((loaded - this.#loaded) / elapsed) * 1000
    const weight = 1 - Math.exp(-elapsed / memoryMs)
    this.#speed = this.#speed === undefined ? seen : this.#speed + (seen - this.#speed) * weight
    this.#at = nowMs
    this.#loaded = loaded
    if (nowMs - this.#start >= settleMs && this.#speed > 0) {
      this.#pace = { bytesPerSecond: this.#speed, secondsLeft: calm((total - loaded) / this.#speed) }
    }
    return this.#pace
  }
}
