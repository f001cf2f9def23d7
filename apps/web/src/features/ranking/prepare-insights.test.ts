import { expect, it } from 'vitest'
import { prepareInsights } from './prepare-insights.ts'
import { prepareRows } from './prepare-ranking.ts'
import { entry } from './testing/factories.ts'

it('has a card for each of the first three variables', () => {
  const rows = prepareRows([entry(1, 0.4), entry(2, 0.3), entry(3, 0.2), entry(4, 0.1)])
  expect(prepareInsights(rows).map(({ name, share, effect }) => [name, share, effect])).toEqual([
    ['v1', 0.4, 4],
    ['v2', 0.3, 3],
    ['v3', 0.2, 2],
  ])
})

it('has none for a variable that weighs nothing', () => {
  expect(prepareInsights(prepareRows([entry(1, 1), entry(2, 0)]))).toHaveLength(1)
  expect(prepareInsights(prepareRows([entry(1, 0), entry(2, 0)]))).toEqual([])
  expect(prepareInsights([])).toEqual([])
})

it('is complete with what the oldest model service sends: no effect, no direction', () => {
  const rows = prepareRows([entry(1, 0.7, { importanceShapMeanAbs: 0 }), entry(2, 0.3, { importanceShapMeanAbs: 0 })])
  expect(prepareInsights(rows)[0]).toEqual({
    key: '0:v1',
    position: 1,
    name: 'v1',
    share: 0.7,
    effect: null,
    direction: { kind: 'unknown' },
  })
})
