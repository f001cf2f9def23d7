import { expect, it } from 'vitest'
import { dialects, writeCsv } from '../../shared/csv/write-csv.ts'
import { exportName, prepareExport } from './prepare-export.ts'
import { entry, ranking } from './testing/factories.ts'

const words = {
  heading: (column: string) => column,
  direction: ({ kind }: { kind: string }) => kind,
}

it('has a line for every variable, and what it belongs to on each', () => {
  const table = prepareExport(ranking([entry(2, 0.1), entry(1, 0.3, { directionCode: 'increases' })]), words)
  expect(table).toEqual([
    ['position', 'variable', 'share', 'effect', 'direction', 'target', 'rows', 'file', 'analysis', 'finished'],
    [1, 'v1', 75, 3, 'increases', 'strength', 1030, 'mix.csv', 12, '2026-03-04T05:06:07.000Z'],
    [2, 'v2', 25, 1, 'unknown', 'strength', 1030, 'mix.csv', 12, '2026-03-04T05:06:07.000Z'],
  ])
})

it('writes figures without the dust of binary fractions', () => {
  const effect = 0.1 + 0.2
  const table = prepareExport(ranking([entry(1, 0.57, { importanceShapMeanAbs: effect }), entry(2, 0.43)]), words)
  expect(table[1]?.slice(2, 4)).toEqual([57, 0.3])
})

it('leaves an effect that was not measured empty', () => {
  const table = prepareExport(ranking([entry(1, 1, { importanceShapMeanAbs: 0 })]), words)
  expect(table[1]?.slice(0, 4)).toEqual([1, 'v1', 100, null])
})

it('is safe to open in a spreadsheet, whatever the columns and files are called', () => {
  const evil = ranking([entry(1, 1, { feature: '=1+1', direction: '@cmd' })], { target: '+x', fileName: '-y.csv' })
  const kept = { ...words, direction: () => '@cmd' }
  const [, line] = writeCsv(prepareExport(evil, kept), dialects.brazilian).split('\r\n')
  expect(line).toBe("1;'=1+1;100;10;'@cmd;'+x;1030;'-y.csv;12;2026-03-04T05:06:07.000Z")
})

it('names the file by the target', () => {
  const named = (target: string) => exportName(ranking([], { target }), '.csv')
  expect(named('compressive_strength')).toBe('ranking-compressive_strength-12.csv')
  expect(named('Força de ação (MPa)')).toBe('ranking-Forca-de-acao-MPa-12.csv')
  expect(named('../..\\x')).toBe('ranking-x-12.csv')
  expect(named('重量')).toBe('ranking-12.csv')
  expect(named('a'.repeat(500))).toHaveLength('ranking--12.csv'.length + 60)
})
