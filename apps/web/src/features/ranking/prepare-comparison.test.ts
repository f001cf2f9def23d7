import type { Metrics } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { prepareComparison } from './prepare-comparison.ts'
import { entry, ranking } from './testing/factories.ts'

const names = (...features: string[]) =>
  ranking(features.map((feature, index) => entry(index + 1, features.length - index, { feature })))

const moves = (before: string[], now: string[]) =>
  prepareComparison(names(...before), names(...now)).changes.map(({ name, move }) =>
    'places' in move ? `${name} ${move.kind} ${move.places}` : `${name} ${move.kind}`,
  )

const metrics = (r2: number | null, mae: number | null): Metrics => ({
  r2,
  mae,
  rmse: null,
  nTrain: null,
  nTest: null,
  nFeatures: null,
  date: null,
  extra: [],
})

it('says how far each variable rose or fell, which is new and which is gone', () => {
  expect(moves(['a', 'b', 'c', 'd'], ['c', 'a', 'e', 'd'])).toEqual(['c up 2', 'a down 1', 'e new', 'd same', 'b gone'])
  expect(moves(['a', 'b'], ['a', 'b'])).toEqual(['a same', 'b same'])
})

it('shows the leading variables of both rankings and counts the others', () => {
  const before = Array.from({ length: 30 }, (_, i) => `v${i}`)
  const now = ['v20', ...before.filter((name) => name !== 'v20')]
  const { changes, others } = prepareComparison(names(...before), names(...now))
  expect(changes.map(({ name }) => name)).toEqual(['v20', ...before.slice(0, 10)])
  expect(changes[0]?.move).toEqual({ kind: 'up', places: 20 })
  expect(others).toBe(19)
})

it('takes no move for one among variables that weigh nothing', () => {
  const weightless = (...features: string[]) =>
    ranking([entry(1, 1, { feature: 'a' }), ...features.map((feature, i) => entry(i + 2, 0, { feature }))])
  const { changes } = prepareComparison(weightless('b', 'c'), weightless('c', 'b'))
  expect(changes.map(({ move }) => move.kind)).toEqual(['same', 'same', 'same'])
})

it('tells variables of the same name apart', () => {
  expect(moves(['x', 'x', 'y'], ['y', 'x', 'x'])).toEqual(['y up 2', 'x down 1', 'x down 1'])
  expect(moves(['x'], ['x', 'x'])).toEqual(['x same', 'x new'])
})

it('compares figures that both analyses have', () => {
  const before = ranking([], { metrics: metrics(0.75, 4) })
  expect(prepareComparison(before, ranking([], { metrics: metrics(0.5, null) }))).toMatchObject({
    r2: { before: 0.75, now: 0.5 },
    mae: null,
  })
  expect(prepareComparison(before, ranking([]))).toMatchObject({ r2: null, mae: null })
  expect(prepareComparison(before, ranking([], { metrics: metrics(Number.NaN, 3) })).r2).toBeNull()
})
