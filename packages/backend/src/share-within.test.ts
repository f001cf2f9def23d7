import { expect, test, vi } from 'vitest'
import { shareWithin, TookTooLong } from './share-within.ts'

test('all who ask at a time share one run, and who asks later begins another', async () => {
  let runs = 0
  const ask = shareWithin(60_000, () => Promise.resolve(++runs))
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
  expect(await ask()).toBe(2)
})

test('a run that does not end is given up by those who wait and not begun again; its late failure hurts nobody', async () => {
  vi.useFakeTimers()
  try {
    const run = Promise.withResolvers<number>()
    let runs = 0
    const ask = shareWithin(1_000, () => (runs++ === 0 ? run.promise : Promise.resolve(7)))
    const asked = Promise.allSettled([ask(), ask()])
    await vi.advanceTimersByTimeAsync(1_000)
    const again = Promise.allSettled([ask()])
    await vi.advanceTimersByTimeAsync(1_000)
    const outcomes = [...(await asked), ...(await again)]
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      Array.from({ length: 3 }, () => expect.any(TookTooLong)),
    )
    expect(runs).toBe(1)
    run.reject(new Error('the connection is dead'))
    await vi.advanceTimersByTimeAsync(0)
    expect(await ask()).toBe(7)
  } finally {
    vi.useRealTimers()
  }
})

test('what the run throws, its askers get', async () => {
  const ask = shareWithin(60_000, () => Promise.reject(new Error('refused')))
  await expect(ask()).rejects.toThrow('refused')
})
