import type { Metrics } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { prepareHistory } from './prepare-history.ts'
import { training } from './testing/factories.ts'

const fit = (r2: number | null): { metrics: Metrics } => ({
  metrics: { r2, mae: null, rmse: null, nTrain: null, nTest: null, nFeatures: null, date: null, extra: [] },
})

it('compares each result with the completed one before it, of the same target', () => {
  const entries = prepareHistory([
    training(5, fit(0.75)),
    training(4, { state: 'failed' }),
    training(3, { target: 'cost', ...fit(0.1) }),
    training(2, fit(0.5)),
    training(1, fit(null)),
  ])
  expect(entries.map(({ r2Change }) => r2Change)).toEqual([0.25, null, null, null, null])
})

it('says nothing where a figure is missing', () => {
  expect(
    prepareHistory([training(2, { metrics: null }), training(1, fit(0.5))]).map(({ r2Change }) => r2Change),
  ).toEqual([null, null])
  expect(prepareHistory([training(2, fit(Number.NaN)), training(1, fit(0.5))])[0]?.r2Change).toBeNull()
})
