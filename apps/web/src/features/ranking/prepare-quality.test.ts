import type { DatasetColumn, Metrics } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { prepareQuality, prepareSpread } from './prepare-quality.ts'

const nothing: Metrics = {
  r2: null,
  mae: null,
  rmse: null,
  nTrain: null,
  nTest: null,
  nFeatures: null,
  date: null,
  extra: [],
}

it('is null when the service reported nothing that can be said', () => {
  expect(prepareQuality(null)).toBeNull()
  expect(prepareQuality(nothing)).toBeNull()
  expect(prepareQuality({ ...nothing, nFeatures: 8, date: new Date() })).toBeNull()
})

it('keeps each part that was reported', () => {
  expect(prepareQuality({ ...nothing, mae: 3 })).toEqual({ r2: null, mae: 3, rmse: null, rows: null })
  expect(prepareQuality({ ...nothing, nTest: 206 })?.rows).toEqual({ train: null, test: 206 })
})

it.each([
  [0.91, 'high'],
  [1 / 3, 'high'],
  [0.33, 'low'],
  [0.01, 'low'],
  [0.009, 'none'],
  [0, 'none'],
  [-3.8, 'none'],
])('calls an R² of %d %s', (r2, level) => {
  expect(prepareQuality({ ...nothing, r2 })?.r2?.level).toBe(level)
})

it('takes what is no number for not reported', () => {
  expect(prepareQuality({ ...nothing, r2: Number.NaN, mae: Infinity })).toBeNull()
})

const column = (min: number | null, max: number | null, sd: number | null = null): DatasetColumn => ({
  name: 'strength',
  kind: 'numeric',
  missing: 0,
  distinct: 40,
  distinctCapped: false,
  min,
  max,
  mean: null,
  sd,
})

it('compares the mean error with what the target does anyway', () => {
  expect(prepareSpread(4, column(0, 80, 16))).toEqual({ min: 0, max: 80, sd: 16, share: 0.25 })
})

it('goes by the range where the deviation was not measured', () => {
  expect(prepareSpread(4, column(0, 80))).toEqual({ min: 0, max: 80, sd: null, share: 0.05 })
  expect(prepareSpread(4, column(-10, 10, 0))?.share).toBe(0.2)
})

it('compares with nothing where there is nothing to compare with', () => {
  expect(prepareSpread(null, column(0, 80))).toBeNull()
  expect(prepareSpread(4, null)).toBeNull()
  expect(prepareSpread(4, column(null, null))).toBeNull()
  expect(prepareSpread(4, column(3, 3))).toBeNull()
})
