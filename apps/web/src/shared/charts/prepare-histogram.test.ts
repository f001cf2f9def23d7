import { describe, expect, it } from 'vitest'
import { prepareHistogram } from './prepare-histogram.ts'

const of = (...values: number[]) => prepareHistogram(Float64Array.from(values))
const spread = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))

describe('a histogram', () => {
  it('is not drawn of nothing', () => {
    expect(of()).toBeNull()
  })

  it('has a bar for each value while they are few', () => {
    expect(of(3, 1, 3, 2.5)).toEqual({
      kind: 'values',
      count: 4,
      min: 1,
      max: 3,
      mode: { from: 3, to: 3, count: 2, share: 0.5 },
      bars: [
        { from: 1, to: 1, count: 1, share: 0.25 },
        { from: 2.5, to: 2.5, count: 1, share: 0.25 },
        { from: 3, to: 3, count: 2, share: 0.5 },
      ],
    })
    expect(of(7, 7, 7)?.bars).toHaveLength(1)
  })

  it('has round steps that hold every value once', () => {
    const data = of(...spread(1_000, 0.13, 9.87))
    expect(data?.kind).toBe('ranges')
    expect(data?.bars.at(0)?.from).toBe(0)
    expect(data?.bars.at(-1)?.to).toBe(10)
    expect(data?.bars.map(({ from }) => from).slice(0, 3)).toEqual([0, 1, 2])
    expect(data?.bars.reduce((sum, { count }) => sum + count, 0)).toBe(1_000)
  })

  it('neither a few far values nor a tight middle make it unreadable', () => {
    for (const values of [
      [...spread(500, 10, 11), 1e9],
      [...spread(100, -1e-9, 1e-9)],
      spread(4_096, 1e12, 1e12 + 50),
    ]) {
      const bars = of(...values)?.bars ?? []
      expect(bars.length).toBeGreaterThanOrEqual(5)
      expect(bars.length).toBeLessThanOrEqual(32)
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      expect(bars.every(({ from, to }) => to > from)).toBe(true)
    }
  })

  it('shows edges without the dust of binary fractions', () => {
    expect(
      of(...spread(200, 0, 2.9))
        ?.bars.map(({ to }) => String(to).length)
        .every((length) => length <= 4),
    ).toBe(true)
  })
})
