import { expect, it } from 'vitest'
import { nameProblem } from './name-problem.ts'
import { parseMachinesSearch } from './machines-search.ts'

it('reads a search and a status', () => {
  expect(parseMachinesSearch({ search: 'forno', status: 'failed' })).toEqual({ search: 'forno', status: 'failed' })
})

it('leaves out what makes no sense', () => {
  expect(parseMachinesSearch({})).toEqual({})
  expect(parseMachinesSearch({ search: '', status: '' })).toEqual({})
  expect(parseMachinesSearch({ search: 12, status: 'exploded', page: '3' })).toEqual({})
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
