import type { RankingEntry } from '@alavanca/contract'
import { type Direction, readDirection } from './direction.ts'

const leading = 10

/** One variable as drawn; `share` is what is written, `length` how far the bar goes, both 0–1. */
export interface Bar {
  key: string
  position: number
  name: string
  share: number
  length: number
  direction: Direction
}

export interface Bars {
  leading: Bar[]
  /** All variables after the leading ones, as one. */
  rest: { count: number; share: number; length: number } | null
}

export interface Row {
  key: string
  position: number
  name: string
  share: number
  /** The share before it was rounded for writing. */
  exactShare: number
  /** In the unit of the target; null where the model service did not measure it. */
  effect: number | null
  direction: Direction
}

/**
 * The leading variables and what remains. Shares are rounded to tenths of a percent so that those written add up to
 * 100.0 %, whatever sum the model service normalised by.
 */
export const prepareBars = (entries: readonly RankingEntry[]): Bars => {
  const { first, others, shares } = split(entries)
  const longest = Math.max(...shares, 0)
  const length = (share: number) => (longest === 0 ? 0 : share / longest)
  const rest = shares[first.length] ?? 0
  return {
    leading: first.map((entry, index) => {
      const share = shares[index] ?? 0
      return { ...identity(entry, index), share, length: length(share), direction: readDirection(entry) }
    }),
    rest: others.length === 0 ? null : { count: others.length, share: rest, length: length(rest) },
  }
}

/** Every variable; those that have a bar carry the same figure as their bar. */
export const prepareRows = (entries: readonly RankingEntry[]): Row[] => {
  const { first, shares, sum } = split(entries)
  // An old service may leave the effect out, which reaches us as 0 for every variable.
  const measured = sum === 0 || entries.some(({ importanceShapMeanAbs }) => importanceShapMeanAbs !== 0)
  return inOrder(entries).map((entry, index) => {
    const exactShare = sum === 0 ? 0 : weight(entry) / sum
    return {
      ...identity(entry, index),
      share: index < first.length ? (shares[index] ?? 0) : exactShare,
      exactShare,
      effect: measured ? entry.importanceShapMeanAbs : null,
      direction: readDirection(entry),
    }
  })
}

/** Names may repeat, and keys may not. */
const identity = (entry: RankingEntry, index: number) => ({
  key: `${index}:${entry.feature}`,
  position: index + 1,
  name: entry.feature,
})

const weight = ({ share }: RankingEntry): number => (Number.isFinite(share) && share > 0 ? share : 0)

const inOrder = (entries: readonly RankingEntry[]) => entries.toSorted((a, b) => a.position - b.position)

const split = (entries: readonly RankingEntry[]) => {
  const ordered = inOrder(entries)
  const first = ordered.slice(0, leading)
  const others = ordered.slice(leading)
  const sum = total(ordered)
  const parts = [...first.map(weight), ...(others.length > 0 ? [total(others)] : [])]
  return { first, others, sum, shares: roundedShares(parts) }
}

const total = (entries: readonly RankingEntry[]): number => entries.reduce((sum, entry) => sum + weight(entry), 0)

const steps = 1000

/** Largest remainder: parts of one thousand that add up to it, each less than one off. */
export const roundedShares = (parts: readonly number[]): number[] => {
  const sum = parts.reduce((all, part) => all + part, 0)
  if (sum === 0) return parts.map(() => 0)
  const exact = parts.map((part) => (part / sum) * steps)
  const floors = exact.map((value) => Math.floor(value))
  const missing = steps - floors.reduce((all, part) => all + part, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder)
  for (const { index } of byRemainder.slice(0, missing)) floors[index] = (floors[index] ?? 0) + 1
  return floors.map((part) => part / steps)
}
