import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until there is an answer; the limit is a guard against hanging, no promise about speed. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limitMs = 180_000,
): Promise<T> => {
  const start = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() - start > limitMs) throw new Error(`not within ${limitMs / 1_000} seconds: ${what}`)
    await pause(25)
  }
}
