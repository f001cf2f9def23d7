import type { RankingEntry } from '@alavanca/contract'
import { describe, expect, it } from 'vitest'
import { prepareBars, prepareRows, roundedShares } from './prepare-ranking.ts'
import { entry } from './testing/factories.ts'

const ranking = (weights: number[]): RankingEntry[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.map((weight, index) => entry(index + 1, weight / sum))
}

const written = (entries: RankingEntry[]): number => {
  const { leading, rest } = prepareBars(entries)
  const shares = [...leading.map(({ share }) => share), rest?.share ?? 0]
  return Math.round(shares.reduce((all, share) => all + share * 1000, 0))
}

describe('prepareBars', () => {
  it('shows ten variables and puts the others together', () => {
    const { leading, rest } = prepareBars(ranking([9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, 1, 1]))
    expect(leading.map(({ name }) => name)).toEqual(['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10'])
    expect(rest?.count).toBe(3)
  })

  it('has no rest where ten bars show everything', () => {
    expect(prepareBars(ranking([3, 2, 1])).rest).toBeNull()
    expect(prepareBars(ranking([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])).rest).toBeNull()
  })

  it.each([
    [[1, 1, 1]],
    [[9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, 1, 1]],
    [Array.from({ length: 137 }, (_, i) => 1 / (i + 1))],
    [[1]],
  ])('writes shares that add up to 100.0 %% (%#)', (weights) => {
    expect(written(ranking(weights))).toBe(1000)
  })

  it('adds up to 100 % also where the service normalised by its largest value', () => {
    expect(written([entry(1, 1), entry(2, 0.7), entry(3, 0.1)])).toBe(1000)
  })

  it('draws the longest bar over the whole width, be it the rest', () => {
    const weights = Array.from({ length: 60 }, () => 1)
    const { leading, rest } = prepareBars(ranking(weights))
    expect(rest?.length).toBe(1)
    expect(leading[0]?.length).toBeLessThan(0.1)
    expect(prepareBars(ranking([3, 1])).leading[0]?.length).toBe(1)
  })

  it('goes by position, whatever order the entries came in', () => {
    const { leading } = prepareBars([entry(2, 0.2), entry(1, 0.8)])
    expect(leading.map(({ name }) => name)).toEqual(['v1', 'v2'])
  })

  it('survives a ranking in which nothing weighs anything, and an empty one', () => {
    const flat = prepareBars([entry(1, 0), entry(2, 0)])
    expect(flat.leading.map(({ share, length }) => [share, length])).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(prepareBars([])).toEqual({ leading: [], rest: null })
  })

  it('takes what is no weight for none', () => {
    const { leading } = prepareBars([entry(1, 0.5), entry(2, Number.NaN), entry(3, -1)])
    expect(leading.map(({ share }) => share)).toEqual([1, 0, 0])
  })

  it('tells variables of the same name apart', () => {
    const { leading } = prepareBars([entry(1, 0.6, { feature: 'x' }), entry(2, 0.4, { feature: 'x' })])
    expect(new Set(leading.map(({ key }) => key)).size).toBe(2)
  })
})

describe('prepareRows', () => {
  it('has every variable, with the same share as its bar', () => {
    const entries = ranking([9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, 1, 1])
    const rows = prepareRows(entries)
    expect(rows).toHaveLength(13)
    expect(rows.slice(0, 10).map(({ share }) => share)).toEqual(prepareBars(entries).leading.map(({ share }) => share))
    expect(rows[12]?.share).toBeCloseTo(1 / 50)
  })

  it('keeps the share as it is beside the one that is written', () => {
    expect(prepareRows([entry(1, 2), entry(2, 1)]).map(({ exactShare }) => exactShare)).toEqual([2 / 3, 1 / 3])
  })

  it('takes effects that are all nothing for not measured, where the variables do weigh something', () => {
    const unmeasured = { importanceShapMeanAbs: 0 }
    expect(prepareRows([entry(1, 1, unmeasured), entry(2, 0, unmeasured)]).map(({ effect }) => effect)).toEqual([
      null,
      null,
    ])
    expect(prepareRows([entry(1, 1), entry(2, 0)]).map(({ effect }) => effect)).toEqual([10, 0])
    expect(prepareRows([entry(1, 0), entry(2, 0)]).map(({ effect }) => effect)).toEqual([0, 0])
  })
})

describe('roundedShares', () => {
  it('gives what is left over to the largest remainders', () => {
    expect(roundedShares([2, 1])).toEqual([0.667, 0.333])
    expect(roundedShares([1, 1, 1])).toEqual([0.334, 0.333, 0.333])
  })
})
