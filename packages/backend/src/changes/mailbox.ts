import type { SequencedChange } from '../db/queries/changes.ts'

/** Events that wait for one subscriber, up to a bound: who reads too slowly must read from the database again. */
export class Mailbox {
  readonly #most: number
  readonly #queue: SequencedChange[] = []
  #overflowed = false
  #closed = false
  #wake = () => {}

  constructor(most: number) {
    this.#most = most
  }

  /** Whether the subscriber has left, or the feed has stopped. */
  get closed(): boolean {
    return this.#closed
  }

  put(events: readonly SequencedChange[]): void {
    if (this.#queue.length + events.length > this.#most) {
      this.#queue.length = 0
      this.#overflowed = true
    } else this.#queue.push(...events)
    this.#wake()
  }

  /** The next event, as soon as there is one; undefined when some were dropped, and once it is closed. */
  async take(): Promise<SequencedChange | undefined> {
    while (this.#queue.length === 0 && !this.#overflowed && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#overflowed || this.#closed ? undefined : this.#queue.shift()
  }

  /** From here on events are kept again. Call before reading what was dropped. */
  reset(): void {
    this.#overflowed = false
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }
}
