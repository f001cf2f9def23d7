import { expect, it } from 'vitest'
import { score } from './metrics.ts'

it('gives R², MAE and RMSE as defined', () => {
  const scores = score(Float64Array.of(1, 2, 3, 6), Float64Array.of(2, 2, 3, 4))
  // Squares: 1 + 0 + 0 + 4 = 5 of (4 + 1 + 0 + 9) = 14.
  expect(scores.r2).toBeCloseTo(1 - 5 / 14, 12)
  expect(scores.mae).toBeCloseTo(0.75, 12)
  expect(scores.rmse).toBeCloseTo(Math.sqrt(5 / 4), 12)
})

it('is 0 for the mean and below 0 for worse', () => {
  expect(score(Float64Array.of(1, 3), Float64Array.of(2, 2)).r2).toBeCloseTo(0, 12)
  expect(score(Float64Array.of(1, 3), Float64Array.of(3, 1)).r2).toBeLessThan(0)
})

it('has no R² where the held-out target does not vary', () => {
  expect(score(Float64Array.of(5, 5), Float64Array.of(4, 7))).toEqual({ r2: null, mae: 1.5, rmse: Math.sqrt(2.5) })
  expect(score(Float64Array.of(5), Float64Array.of(5))).toEqual({ r2: null, mae: 0, rmse: 0 })
})

it('stays finite at the ends of the number range', () => {
  for (const size of [1e300, 1e-300]) {
    const scores = score(
      Float64Array.of(1, 2, 3, 6).map((value) => value * size),
      Float64Array.of(2, 2, 3, 4).map((value) => value * size),
    )
    expect(scores.r2).toBeCloseTo(1 - 5 / 14, 12)
    expect(scores.rmse / size).toBeCloseTo(Math.sqrt(5 / 4), 12)
  }
})
