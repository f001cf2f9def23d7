import type { Metrics } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { prepareQuality } from './prepare-quality.ts'

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
