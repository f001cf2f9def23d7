/** Time, passed in so that tests can move it. */
export interface Clock {
  /** Milliseconds since a moment that never changes; only differences mean something. */
  now: () => number
  /** Runs once, later; the function returned calls it off. */
  after: (milliseconds: number, run: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
}
