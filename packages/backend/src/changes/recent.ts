import type { SequencedChange } from '../db/queries/changes.ts'

/** The newest events, all of them from one on: who was away for a moment is served from here, and asks the database nothing. */
export class RecentChanges {
  readonly #most: number
  readonly #events: SequencedChange[] = []
  /** Every event after this one, up to the last, is here. */
  #before = 0
  #last = 0

  constructor(most: number) {
    this.#most = most
  }

  /** From this number on nothing is missing. */
  get first(): number {
    return this.#before + 1
  }

  /** Number of the newest event read. */
  get last(): number {
    return this.#last
  }

  /** Whether all that follows an event is here, as far as it was read. */
  covers(seq: number | undefined): seq is number {
    return seq !== undefined && seq >= this.#before && seq <= this.#last
  }

  /** Begins anew behind the event of this number. */
  startAfter(seq: number): void {
    this.#events.length = 0
    this.#before = seq
    this.#last = seq
  }

  /** @param events those that follow the last, in order */
  add(events: readonly SequencedChange[]): void {
    this.#events.push(...events)
    this.#last = events.at(-1)?.seq ?? this.#last
    // Some at a time: each cut moves all that stay.
    if (this.#events.length < 2 * this.#most) return
    const dropped = this.#events.splice(0, this.#events.length - this.#most)
    this.#before = dropped.at(-1)?.seq ?? this.#before
  }

  /** Events after this number; undefined where some may be missing here, and for a number that was not read yet. */
  after(seq: number): readonly SequencedChange[] | undefined {
    if (!this.covers(seq)) return undefined
    return this.#events.slice(this.#events.findLastIndex((event) => event.seq <= seq) + 1)
  }
}
