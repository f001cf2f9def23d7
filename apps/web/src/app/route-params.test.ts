import { expect, it } from 'vitest'
import { parseId, parseDataSearch, parseMachineSearch, parseSearch, stringifySearch } from './route-params.ts'

it('reads ids and nothing that only resembles one', () => {
  expect(parseId('7')).toBe(7)
  expect(parseId('2147483647')).toBe(2_147_483_647)
  expect(['', '0', '-1', '1.5', '1e3', ' 7', 'abc', '2147483648', '99999999999'].map(parseId)).toEqual(Array(9).fill(0))
})

it('keeps texts that look like something else as they were typed', () => {
  for (const search of ['123', 'true', 'null', '{"a":1}', 'a&b=c', 'ção 🏭', '100%']) {
    expect(parseSearch(stringifySearch({ search }))).toEqual({ search })
  }
})

it('writes no question mark for nothing', () => {
  expect(stringifySearch({ search: undefined })).toBe('')
})

it('reads a data set id from an address and from a link', () => {
  expect(parseDataSearch({ dataset: '5' })).toEqual({ dataset: 5 })
  expect(parseDataSearch({ dataset: 5 })).toEqual({ dataset: 5 })
  expect(parseDataSearch({ dataset: 'x' })).toEqual({})
  expect(parseDataSearch({})).toEqual({})
})

it('keeps the sorting and the step of the walk, and nothing that makes no sense', () => {
  expect(parseMachineSearch({ sort: '-effect', tour: 'quality' })).toEqual({ sort: '-effect', tour: 'quality' })
  expect(parseMachineSearch({ sort: 'price', tour: 'elsewhere', dataset: '5' })).toEqual({})
})
