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
  expect(entries.map(({ r2, r2Before }) => [r2, r2Before])).toEqual([
    [0.75, 0.5],
    [null, 0.5],
    [0.1, null],
    [0.5, null],
    [null, null],
  ])
})

it('takes what is no number for not reported', () => {
  expect(prepareHistory([training(2, { metrics: null }), training(1, fit(0.5))])[0]).toMatchObject({ r2: null })
  expect(prepareHistory([training(2, fit(0.5)), training(1, fit(Number.NaN))])[0]).toMatchObject({ r2Before: null })
})
