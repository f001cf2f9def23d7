import { setTimeout as sleep } from 'node:timers/promises'

export interface Clock {
  /** Unix time in ms. */
  now(): number
  /** Throws the signal's abort error. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}
