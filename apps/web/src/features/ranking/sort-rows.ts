import type { Direction } from './direction.ts'
import type { Row } from './prepare-ranking.ts'

const columns = ['name', 'share', 'effect', 'direction'] as const
export type SortColumn = (typeof columns)[number]

/** As the address says it: `effect` is the smallest first, `-effect` the largest. Left out, the most influential. */
export type RankingSort = SortColumn | `-${SortColumn}`

const mostInfluential = '-share'

const sorts: readonly RankingSort[] = columns.flatMap((column) => [column, `-${column}`] as const)

/** Addresses are typed and cut by people: what makes no sense, and what goes without saying, is left out. */
export const parseRankingSort = (raw: unknown): RankingSort | undefined =>
  sorts.find((sort) => sort === raw && sort !== mostInfluential)

/** How a column stands, for `aria-sort`. */
export const sortOf = (column: SortColumn, sort: RankingSort | undefined): 'ascending' | 'descending' | 'none' => {
  const now = sort ?? mostInfluential
  if (now === column) return 'ascending'
  return now === `-${column}` ? 'descending' : 'none'
}

/** What a click on a column's heading leads to: first what is most asked for, then the other way round. */
export const nextSort = (column: SortColumn, sort: RankingSort | undefined): RankingSort | undefined => {
  const order = sortOf(column, sort)
  const largestFirst = column === 'share' || column === 'effect'
  const descending = order === 'none' ? largestFirst : order === 'ascending'
  return parseRankingSort(descending ? `-${column}` : column)
}

/** Variables that cannot be told apart by the column keep the order of their influence. */
export const sortRows = (
  rows: readonly Row[],
  sort: RankingSort | undefined,
  compareTexts: (a: string, b: string) => number,
): Row[] => {
  const column = columns.find((known) => sortOf(known, sort) !== 'none') ?? 'share'
  const sign = sortOf(column, sort) === 'ascending' ? 1 : -1
  return rows.toSorted((a, b) => sign * comparators[column](a, b, compareTexts) || a.position - b.position)
}

type Comparator = (a: Row, b: Row, compareTexts: (a: string, b: string) => number) => number

const comparators: Record<SortColumn, Comparator> = {
  name: (a, b, compareTexts) => compareTexts(a.name, b.name),
  // By position: it is what the model service ordered by.
  share: (a, b) => b.position - a.position,
  effect: (a, b) => (a.effect ?? 0) - (b.effect ?? 0),
  direction: (a, b, compareTexts) =>
    order.indexOf(a.direction.kind) - order.indexOf(b.direction.kind) ||
    compareTexts(givenText(a.direction), givenText(b.direction)),
}

const order: readonly Direction['kind'][] = [
  'increases',
  'decreases',
  'nonmonotonic',
  'categorical',
  'none',
  'given',
  'unknown',
]

const givenText = (direction: Direction): string => (direction.kind === 'given' ? direction.text : '')
