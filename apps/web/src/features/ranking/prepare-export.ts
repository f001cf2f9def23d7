import type { Ranking } from '@alavanca/contract'
import type { Cell } from '../../shared/csv/write-csv.ts'
import type { Direction } from './direction.ts'
import { prepareRows } from './prepare-ranking.ts'

const columns = [
  'position',
  'variable',
  'share',
  'effect',
  'direction',
  'target',
  'rows',
  'file',
  'analysis',
  'finished',
] as const
export type ExportColumn = (typeof columns)[number]

interface ExportWords {
  heading: (column: ExportColumn) => string
  direction: (direction: Direction) => string
}

/** The ranking as a table to take along: every line says what it belongs to, so that files can be put together. */
export const prepareExport = (ranking: Ranking, words: ExportWords): Cell[][] => [
  columns.map(words.heading),
  ...prepareRows(ranking.entries).map((row) => [
    row.position,
    row.name,
    withoutDust(row.exactShare * 100),
    row.effect === null ? null : withoutDust(row.effect),
    words.direction(row.direction),
    ranking.target,
    ranking.rows,
    ranking.fileName,
    ranking.trainingId,
    ranking.finishedAt.toISOString(),
  ]),
]

/** Twelve digits: what follows is the dust of binary fractions. */
const withoutDust = (value: number): number => Number(value.toPrecision(12))

const longest = 60

/** `ranking-forca-12.csv`: of the target only what every file system takes. */
export const exportName = ({ target, trainingId }: Ranking, ending: string): string => {
  const plain = target
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, '')
  return ['ranking', plain, String(trainingId)].filter((part) => part !== '').join('-') + ending
}
