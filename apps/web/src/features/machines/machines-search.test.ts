import { expect, it } from 'vitest'
import { nameProblem } from './name-problem.ts'
import { atPage, changeSearch, parseMachinesSearch } from './machines-search.ts'

it('reads a search, a status, an order and a page', () => {
  const raw = { search: 'forno', status: 'failed', sort: 'name' }
  expect(parseMachinesSearch({ ...raw, page: '3' })).toEqual({ ...raw, page: 3 })
  expect(parseMachinesSearch({ ...raw, page: 3 })).toEqual({ ...raw, page: 3 })
})

it('leaves out what is usual', () => {
  expect(parseMachinesSearch({ search: '', status: '', sort: 'newest', page: '1' })).toEqual({})
})

it('leaves out what makes no sense', () => {
  expect(parseMachinesSearch({})).toEqual({})
  expect(parseMachinesSearch({ search: '', status: '' })).toEqual({})
  expect(parseMachinesSearch({ search: 12, status: 'exploded', sort: 'colour' })).toEqual({})
  for (const page of ['0', '-2', '1.5', '1e3', 'dois', '', Number.NaN, null]) {
    expect(parseMachinesSearch({ page })).toEqual({})
  }
  expect(parseMachinesSearch({ page: '999999999' })).toEqual({ page: 20_000 })
})

it('begins at the first page when what is looked for changes', () => {
  const search = { search: 'forno', page: 4 } as const
  expect(changeSearch(search, { status: 'failed' })).toEqual({ search: 'forno', status: 'failed' })
  expect(changeSearch({ ...search, status: 'failed' }, { status: '' })).toEqual({ search: 'forno' })
  expect(changeSearch({ sort: 'name', page: 2 }, { sort: 'newest' })).toEqual({})
  expect(atPage(search, 1)).toEqual({ search: 'forno' })
  expect(atPage(search, 5)).toEqual({ search: 'forno', page: 5 })
})

it('makes any text acceptable to the server', () => {
  expect(parseMachinesSearch({ search: '  a\0b' })).toEqual({ search: 'ab' })
  expect(parseMachinesSearch({ search: 'x\uD800' }).search?.isWellFormed()).toBe(true)
  expect(Array.from(parseMachinesSearch({ search: '🏭'.repeat(300) }).search ?? '')).toHaveLength(255)
})

it('says what the contract has against a machine name', () => {
  expect(nameProblem('Extrusora 3')).toBeUndefined()
  expect(nameProblem('🏭'.repeat(255))).toBeUndefined()
  expect(nameProblem(' \t')).toBe('empty')
  expect(nameProblem('a'.repeat(256))).toBe('too_long')
  expect(nameProblem('a\0b')).toBe('characters')
})
