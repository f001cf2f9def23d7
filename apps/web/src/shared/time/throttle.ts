import type { Clock } from './clock.ts'

/** Runs at once, then at most once an interval, and once more after the last call of a burst. */
export const throttle = (run: () => void, interval: number, { after }: Pick<Clock, 'after'>): (() => void) => {
  let resting = false
  let again = false
  const call = () => {
    again = resting
    if (resting) return
    resting = true
    run()
    after(interval, () => {
      resting = false
      if (again) call()
    })
  }
  return call
}
