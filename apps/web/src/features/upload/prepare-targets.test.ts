import type { DatasetColumn } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { delimiterWord, markWord } from './file-words.ts'
import { findTargets, groupTargets, prepareTargets, prepareWarnings, suggestTarget } from './prepare-targets.ts'

const column = (name: string, over: Partial<DatasetColumn> = {}): DatasetColumn => ({
  name,
  kind: 'numeric',
  missing: 0,
  distinct: 40,
  distinctCapped: false,
  min: 1,
  max: 9,
  mean: 5,
  sd: 2,
  ...over,
})

it('offers numeric columns that vary, and says what is wrong with the others', () => {
  const options = prepareTargets([
    column('strength'),
    column('shift', { kind: 'categorical', min: null, max: null, mean: null }),
    column('notes', { kind: 'empty', distinct: 0 }),
    column('line', { distinct: 1, min: 3, max: 3 }),
    column(' '),
  ])
  expect(options.map(({ name, problem }) => [name, problem])).toEqual([
    ['strength', null],
    ['shift', 'categorical'],
    ['notes', 'empty'],
    ['line', 'constant'],
    [' ', 'nameless'],
  ])
})

it('suggests the target of last time only where it still serves', () => {
  const options = prepareTargets([column('a'), column('b', { distinct: 1 })])
  expect(suggestTarget(options, 'a')).toBe('a')
  expect(suggestTarget(options, 'b')).toBe('')
  expect(suggestTarget(options, 'gone')).toBe('')
  expect(suggestTarget(options, undefined)).toBe('')
})

it('keeps columns of the same name apart', () => {
  expect(new Set(prepareTargets([column('a'), column('a')]).map(({ key }) => key)).size).toBe(2)
})

it('has a word for every sign, known or not', () => {
  expect([',', ';', '\t', '|', '~'].map(delimiterWord)).toEqual(['comma', 'semicolon', 'tab', 'pipe', 'other'])
  expect([',', '.', ''].map(markWord)).toEqual(['comma', 'point', 'other'])
})

it('puts what serves first, and what may be a category by itself', () => {
  const groups = groupTargets(
    prepareTargets([column('notes', { kind: 'empty' }), column('grade', { distinct: 4 }), column('strength')]),
  )
  expect(Object.values(groups).map((options) => options.map(({ name }) => name))).toEqual([
    ['strength'],
    ['grade'],
    ['notes'],
  ])
})

it('warns of a target that is mostly missing or has few values', () => {
  expect(prepareWarnings(column('a', { missing: 49 }), 100)).toEqual([])
  expect(prepareWarnings(column('a', { missing: 50, distinct: 10 }), 100)).toEqual([
    { kind: 'mostlyMissing', share: 0.5 },
    { kind: 'fewDistinct', count: 10 },
  ])
  expect(prepareWarnings(column('a'), 0)).toEqual([])
})

it('finds a column by any part of its name, whatever the accents and the case', () => {
  const options = prepareTargets(['Temperatura', 'Vazão de saída', 'Saída', '__proto__'].map((name) => column(name)))
  const found = (typed: string) => findTargets(options, typed).map(({ name }) => name)
  expect(found('SAIDA')).toEqual(['Saída', 'Vazão de saída'])
  expect(found(' ')).toHaveLength(4)
  expect(found('(')).toEqual([])
})
