import type { SequencedChange } from '../db/queries/changes.ts'

/** Events that wait for one subscriber, up to a bound: who reads too slowly must read from the database again. */
export class Mailbox {
  readonly #most: number
  readonly #queue: SequencedChange[] = []
  #overflowed = false
  #wake = () => {}

  constructor(most: number) {
    this.#most = most
  }

  put(events: readonly SequencedChange[]): void {
    if (this.#queue.length + events.length > this.#most) {
      this.#queue.length = 0
      this.#overflowed = true
    } else this.#queue.push(...events)
    this.#wake()
  }

  /** The next event, as soon as there is one; undefined when some were dropped, or when the signal aborts. */
  async take(signal: AbortSignal): Promise<SequencedChange | undefined> {
    const end = () => this.#wake()
    signal.addEventListener('abort', end)
    try {
      while (this.#queue.length === 0 && !this.#overflowed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      return this.#overflowed || signal.aborted ? undefined : this.#queue.shift()
    } finally {
      signal.removeEventListener('abort', end)
    }
  }

  /** From here on events are kept again. Call before reading what was dropped. */
  reset(): void {
    this.#overflowed = false
  }
}
