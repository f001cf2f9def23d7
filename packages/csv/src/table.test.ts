import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileCsv } from './profile.ts'
import { readTable } from './table.ts'
import { inChunks, utf8 } from './testing/bytes.ts'

const table = (content: string) => readTable(inChunks(utf8(content)))

test('numbers become doubles and NaN, text becomes codes and -1', async () => {
  const { rows, columns } = await table('x;line;x\n1,5;A;1\nNA;B;2\n-2;;3\n4;A\n')
  expect(rows).toBe(4)
  expect(columns).toEqual([
    { name: 'x', kind: 'numeric', values: Float64Array.of(1.5, Number.NaN, -2, 4) },
    { name: 'line', kind: 'categorical', codes: Int32Array.of(0, 1, -1, 0), levels: ['A', 'B'] },
    { name: 'x.1', kind: 'numeric', values: Float64Array.of(1, 2, 3, Number.NaN) },
  ])
})

test('a column that turns to text late keeps its numbers as levels by value', async () => {
  const { columns } = await table('lot,y\n1,0\n1.0,0\n,0\n2,0\nB,0\n1,0\n')
  expect(columns[0]).toEqual({
    name: 'lot',
    kind: 'categorical',
    codes: Int32Array.of(0, 0, -1, 1, 2, 0),
    levels: ['1', '2', 'B'],
  })
})

test('columns grow past their first capacity', async () => {
  const { rows, columns } = await table(`a,b\n${Array.from({ length: 5_000 }, (_, i) => `${i},t${i % 3}\n`).join('')}`)
  expect(rows).toBe(5_000)
  expect(columns).toMatchObject([{ kind: 'numeric' }, { kind: 'categorical', levels: ['t0', 't1', 't2'] }])
  const [a, b] = columns
  expect(a?.kind === 'numeric' && a.values[4_999]).toBe(4_999)
  expect(b?.kind === 'categorical' && b.codes[4_999]).toBe(1)
  expect(a?.kind === 'numeric' && a.values.length).toBe(5_000)
})

test('a column without values is numeric, all NaN; one without name and values is none', async () => {
  const { columns } = await table('a,e,\n1,,\n2,NA,\n')
  expect(columns.map(({ name, kind }) => `${name}:${kind}`)).toEqual(['a:numeric', 'e:numeric'])
  expect(columns[1]).toMatchObject({ values: Float64Array.of(Number.NaN, Number.NaN) })
})

test('profile and table agree on kinds, missing cells and extremes', async () => {
  const cell = fc.constantFrom('', 'NA', '1', '-2.5', '1e3', 'x', '"1"', '#N/D')
  const file = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(file, async (rows) => {
      const content = `a,b,c\n${rows.map((row) => `${row.join(',')}\n`).join('')}`
      const [profile, { columns }] = await Promise.all([profileCsv(inChunks(utf8(content))), table(content)])
      const seen = columns.map((column) => {
        const values = column.kind === 'numeric' ? [...column.values] : [...column.codes]
        const isMissing = (value: number): boolean => (column.kind === 'numeric' ? Number.isNaN(value) : value === -1)
        const present = values.filter((value) => !isMissing(value))
        const kind = present.length === 0 ? 'empty' : column.kind
        const numeric = kind === 'numeric'
        return {
          kind,
          missing: values.length - present.length,
          max: numeric ? Math.max(...present) : null,
          distinct: new Set(present).size,
        }
      })
      expect(profile.columns.map(({ kind, missing, max, distinct }) => ({ kind, missing, max, distinct }))).toEqual(
        seen,
      )
    }),
    { numRuns: 300 },
  )
})
