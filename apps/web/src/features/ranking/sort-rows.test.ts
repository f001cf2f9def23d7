import { expect, it } from 'vitest'
import { prepareRows } from './prepare-ranking.ts'
import { nextSort, parseRankingSort, type RankingSort, sortOf, sortRows } from './sort-rows.ts'
import { entry } from './testing/factories.ts'

const rows = prepareRows([
  entry(1, 0.5, { feature: 'b', importanceShapMeanAbs: 2, directionCode: 'none' }),
  entry(2, 0.3, { feature: 'c', importanceShapMeanAbs: 9, directionCode: 'increases' }),
  entry(3, 0.2, { feature: 'a', importanceShapMeanAbs: 2, directionCode: 'decreases' }),
])
const sorted = (sort?: RankingSort) =>
  sortRows(rows, sort, (a, b) => a.localeCompare(b))
    .map(({ name }) => name)
    .join('')

it('goes by influence unless it is asked otherwise', () => {
  expect(sorted()).toBe('bca')
  expect(sorted('share')).toBe('acb')
})

it('sorts by each column both ways, and by influence what is equal', () => {
  expect(sorted('name')).toBe('abc')
  expect(sorted('-name')).toBe('cba')
  expect(sorted('effect')).toBe('bac')
  expect(sorted('-effect')).toBe('cba')
  expect(sorted('direction')).toBe('cab')
  expect(sorted('-direction')).toBe('bac')
})

it('reads what the address says and nothing else', () => {
  expect(parseRankingSort('-effect')).toBe('-effect')
  expect(['', '-share', 'price', '--name', 7, null, undefined].map(parseRankingSort)).toEqual(Array(7).fill(undefined))
})

it('shows figures from the largest and names from the first, and turns round at the second click', () => {
  expect(nextSort('effect', undefined)).toBe('-effect')
  expect(nextSort('effect', '-effect')).toBe('effect')
  expect(nextSort('name', '-effect')).toBe('name')
  expect(nextSort('name', 'name')).toBe('-name')
  expect(nextSort('share', undefined)).toBe('share')
  expect(nextSort('share', 'share')).toBeUndefined()
})

it('says which column is sorted and how', () => {
  expect(sortOf('share', undefined)).toBe('descending')
  expect(sortOf('share', 'name')).toBe('none')
  expect(sortOf('name', 'name')).toBe('ascending')
})
