import { expect, it } from 'vitest'
import { createFakeClock } from './testing/fake-clock.ts'
import { throttle } from './throttle.ts'

it('runs the first call at once, and one more for all that follow within the interval', () => {
  const clock = createFakeClock()
  const runs: number[] = []
  const call = throttle(() => runs.push(clock.now()), 1_000, clock)
  call()
  for (let count = 0; count < 50; count++) {
    clock.pass(10)
    call()
  }
  clock.pass(10_000)
  expect(runs).toEqual([0, 1_000])
})

it('rests for a whole interval after each run', () => {
  const clock = createFakeClock()
  const runs: number[] = []
  const call = throttle(() => runs.push(clock.now()), 1_000, clock)
  call()
  clock.pass(2_500)
  call()
  call()
  clock.pass(5_000)
  expect(runs).toEqual([0, 2_500, 3_500])
})
