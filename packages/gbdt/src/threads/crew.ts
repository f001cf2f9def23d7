import { createControl, dismiss, type Runner, type Team, together } from './team.ts'

/** A thread that calls `help` with every message it gets: a `Worker`, in Node or in a browser. */
export interface Helper {
  postMessage(message: unknown): void
  terminate(): unknown
}

/**
 * Helper threads that share the work of training and explaining. Tasks are claimed one by one, so a helper that starts
 * late or is kept waiting by the machine costs little, and results do not depend on who does what.
 */
export class Crew {
  readonly #helpers: Helper[]

  /**
   * @param helpers how many; none are started where memory cannot be shared, as on a page that is not cross-origin isolated
   * @param start starts one helper thread
   */
  constructor(helpers: number, start: () => Helper) {
    const canShare = typeof SharedArrayBuffer !== 'undefined'
    this.#helpers = Array.from({ length: canShare ? helpers : 0 }, start)
  }

  /** Helper threads there are. */
  get size(): number {
    return this.#helpers.length
  }

  /**
   * Calls `work` with a team of this thread and the helpers.
   * @param job what the helpers need to do tasks as `runner` does them
   */
  lead<Result>(job: object, runner: Runner, work: (team: Team) => Result): Result {
    const control = createControl()
    for (const helper of this.#helpers) helper.postMessage({ ...job, control })
    try {
      return work(together(control, runner))
    } finally {
      dismiss(control)
    }
  }

  /** Ends the helper threads. */
  close(): void {
    for (const helper of this.#helpers.splice(0)) helper.terminate()
  }
}
