import { describe, expect, it } from 'vitest'
import { categorical, draws, numeric } from '../test/tables.ts'
import { AnalysisError } from './errors.ts'
import { prepare } from './prepare.ts'
import type { Column } from './types.ts'

const { normal } = draws(5)
const ROWS = 40
const y = numeric('y', normal(ROWS))
const x = numeric('x', normal(ROWS))
const text = (of: (i: number) => string | undefined) => Array.from({ length: ROWS }, (_, i) => of(i))

function reasonOf(column: Column, others: Column[] = [x]): string | undefined {
  return prepare([...others, column, y], 'y').excluded.find(({ name }) => name === column.name)?.reason
}

describe('columns that would fake a ranking', () => {
  it.each<[string, Column, string | undefined]>([
    ['one value', numeric('c', new Float64Array(ROWS).fill(3)), 'constant'],
    [
      'one level',
      categorical(
        'c',
        text(() => 'a'),
      ),
      'constant',
    ],
    ['no value', numeric('c', new Float64Array(ROWS).fill(NaN)), 'empty'],
    [
      'no level',
      categorical(
        'c',
        text(() => undefined),
      ),
      'empty',
    ],
    [
      'one value and gaps',
      numeric(
        'c',
        normal(ROWS).map((_, i) => (i % 3 ? 1 : NaN)),
      ),
      undefined,
    ],
    [
      'unique codes',
      categorical(
        'c',
        text((i) => `B-${1000 + i}`),
      ),
      'identifier',
    ],
    [
      'nearly unique codes',
      categorical(
        'c',
        text((i) => `B-${i % 30}`),
      ),
      'identifier',
    ],
    [
      'levels that repeat',
      categorical(
        'c',
        text((i) => `L${i % 20}`),
      ),
      undefined,
    ],
    [
      'timestamps',
      categorical(
        'c',
        text((i) => `2024-01-08 ${10 + (i % 12)}:30`),
      ),
      'time',
    ],
    [
      'Brazilian dates',
      categorical(
        'c',
        text((i) => `${1 + (i % 5)}/03/2024`),
      ),
      'time',
    ],
    [
      'ISO instants',
      categorical(
        'c',
        text((i) => `2024-01-08T00:${10 + i}:00Z`),
      ),
      'time',
    ],
    [
      'times of day',
      categorical(
        'c',
        text((i) => `${i % 24}:00`),
      ),
      'time',
    ],
    [
      'versions are no dates',
      categorical(
        'c',
        text((i) => `v${i % 3}.1`),
      ),
      undefined,
    ],
    [
      'a row counter',
      numeric(
        'c',
        normal(ROWS).map((_, i) => i + 1),
      ),
      'row_counter',
    ],
    [
      'a counter backwards',
      numeric(
        'c',
        normal(ROWS).map((_, i) => ROWS - i),
      ),
      'row_counter',
    ],
    [
      'seconds since 1970',
      numeric(
        'c',
        normal(ROWS).map((_, i) => 1_700_000_000 + 60 * i + (i % 7)),
      ),
      'time',
    ],
    [
      'a growing date number',
      numeric(
        'data',
        normal(ROWS).map((_, i) => 45_000 + 2 * i),
      ),
      'time',
    ],
    [
      'shuffled numbers named id',
      numeric(
        'lote_id',
        normal(ROWS).map((_, i) => (i * 7) % 41),
      ),
      'identifier',
    ],
    [
      'shuffled numbers with another name',
      numeric(
        'pressure',
        normal(ROWS).map((_, i) => (i * 7) % 41),
      ),
      undefined,
    ],
    [
      'a duration',
      numeric(
        'time_h',
        normal(ROWS).map((_, i) => (i * 7) % 13),
      ),
      undefined,
    ],
  ])('%s', (_, column, reason) => {
    expect(reasonOf(column)).toBe(reason)
  })

  it('are kept when a counter is all there is', () => {
    const counter = numeric(
      'c',
      normal(ROWS).map((_, i) => i),
    )
    expect(prepare([counter, y], 'y').features.map(({ name }) => name)).toEqual(['c'])
    expect(prepare([counter, y], 'y').excluded).toEqual([])
  })

  it('are judged on the rows that are used', () => {
    const half = numeric(
      'c',
      normal(ROWS).map((_, i) => (i < 20 ? 1 : i)),
    )
    const target = numeric(
      'y',
      normal(ROWS).map((value, i) => (i < 20 ? value : NaN)),
    )
    expect(prepare([x, half, target], 'y').excluded).toEqual([{ name: 'c', reason: 'constant' }])
  })
})

it('drops rows without a finite target, and says how many', () => {
  const target = numeric('y', [NaN, Infinity, ...normal(ROWS - 2)])
  const prepared = prepare([x, target], 'y')
  expect(prepared.dropped).toBe(2)
  expect(prepared.target).toEqual(target.values.slice(2))
  expect(prepared.features[0]?.data).toEqual(x.values.slice(2))
})

it('refuses columns of different lengths', () => {
  expect(() => prepare([numeric('x', [1, 2, 3]), y], 'y')).toThrow(
    'column "x": expected 40 rows as in the target, got 3',
  )
})

describe('what cannot be analysed says why and what to do', () => {
  it.each<[string, Column[], RegExp]>([
    ['target_missing', [x], /There is no column "y"\. Choose one of: "x"\./],
    [
      'target_not_numeric',
      [
        x,
        categorical(
          'y',
          text(() => 'a'),
        ),
      ],
      /"y" holds text\. Choose a column of numbers/,
    ],
    [
      'target_constant',
      [x, numeric('y', new Float64Array(ROWS).fill(2))],
      /same value in every row.*Choose a column that varies/,
    ],
    [
      'too_few_rows',
      [x, numeric('y', [...normal(9), ...new Float64Array(31).fill(NaN)])],
      /^9 rows have a value.*at least 10/,
    ],
    ['too_few_rows', [numeric('x', []), numeric('y', [])], /^0 rows/],
    ['no_variables', [numeric('x', new Float64Array(ROWS)), y], /no column that varies/],
    ['no_variables', [y], /no column that varies/],
  ])('%s', (code, columns, message) => {
    const run = () => prepare(columns, 'y')
    expect(run).toThrow(AnalysisError)
    expect(run).toThrow(message)
    expect(run).toThrow(expect.objectContaining({ code }))
  })
})
