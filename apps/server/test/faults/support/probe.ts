import { setTimeout as pause } from 'node:timers/promises'
import { NotTold, send } from './http.ts'

/** Asks one route again and again beside a test: how long answers took, and those that were wrong. */
export class Probe {
  readonly faults: string[] = []
  readonly #times: number[] = []
  readonly #over = new AbortController()
  readonly #done: Promise<void>

  constructor(url: string, path: string, everyMs = 50) {
    this.#done = this.#ask(url, path, everyMs)
  }

  /** Ends it; gives the time within which 99 of 100 answers came, in milliseconds. */
  async stop(): Promise<number> {
    this.#over.abort()
    await this.#done
    const sorted = this.#times.toSorted((a, b) => a - b)
    return Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0)
  }

  async #ask(url: string, path: string, everyMs: number): Promise<void> {
    while (!this.#over.signal.aborted) {
      const start = performance.now()
      try {
        const { status } = await send(url, path)
        if (status !== 200) this.faults.push(`${path} answered ${status}`)
      } catch (error) {
        if (!(error instanceof NotTold)) throw error
        this.faults.push(`${path} was not answered: ${error.message}`)
      }
      this.#times.push(performance.now() - start)
      await pause(everyMs)
    }
  }
}
