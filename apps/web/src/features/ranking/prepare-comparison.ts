import type { Ranking } from '@alavanca/contract'
import { prepareRows, type Row } from './prepare-ranking.ts'

const leading = 10

/** `up` and `down` by so many places; `gone` is a variable that the later ranking does not have. */
export type Move = { kind: 'up' | 'down'; places: number } | { kind: 'same' | 'new' | 'gone' }

/** A variable before and now; null on the side where it was not. */
export interface Change {
  key: string
  name: string
  before: Side | null
  now: Side | null
  move: Move
}

interface Side {
  position: number
  share: number
}

/** A figure of both analyses. */
export interface FigureChange {
  before: number
  now: number
}

export interface Comparison {
  r2: FigureChange | null
  mae: FigureChange | null
  /** The leading variables of either ranking, in the order of now; those that are gone come last. */
  changes: Change[]
  /** Variables of either ranking that lead in none. */
  others: number
}

export const prepareComparison = (before: Ranking, now: Ranking): Comparison => {
  const earlier = keyed(before)
  const later = keyed(now)
  const all = [
    ...Array.from(later, ([key, row]) => toChange(key, earlier.get(key), row)),
    ...Array.from(earlier)
      .filter(([key]) => !later.has(key))
      .map(([key, row]) => toChange(key, row, undefined)),
  ]
  const changes = all.filter((change) => [change.before, change.now].some((side) => leads(side)))
  return {
    r2: figureChange(before.metrics?.r2, now.metrics?.r2),
    mae: figureChange(before.metrics?.mae, now.metrics?.mae),
    changes,
    others: all.length - changes.length,
  }
}

const leads = (side: Side | null): boolean => side !== null && side.position <= leading

/** By name; of variables with the same name, the first is taken for the first, the second for the second. */
const keyed = ({ entries }: Ranking): Map<string, Row> => {
  const seen = new Map<string, number>()
  return new Map(
    prepareRows(entries).map((row) => {
      const count = (seen.get(row.name) ?? 0) + 1
      seen.set(row.name, count)
      return [`${count}:${row.name}`, row]
    }),
  )
}

const toChange = (key: string, before: Row | undefined, now: Row | undefined): Change => ({
  key,
  name: (now ?? before)?.name ?? '',
  before: sideOf(before),
  now: sideOf(now),
  move: moveOf(before, now),
})

const sideOf = (row: Row | undefined): Side | null =>
  row === undefined ? null : { position: row.position, share: row.share }

const moveOf = (before: Row | undefined, now: Row | undefined): Move => {
  if (before === undefined) return { kind: 'new' }
  if (now === undefined) return { kind: 'gone' }
  const places = before.position - now.position
  // The order among variables that weigh nothing means nothing.
  if (places === 0 || (before.exactShare === 0 && now.exactShare === 0)) return { kind: 'same' }
  return places > 0 ? { kind: 'up', places } : { kind: 'down', places: -places }
}

const figureChange = (before: number | null | undefined, now: number | null | undefined): FigureChange | null => {
  if (!isFigure(before) || !isFigure(now)) return null
  return { before, now }
}

const isFigure = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value)
