export interface HistogramBar {
  from: number
  /** Equal to `from` where a bar is one value. */
  to: number
  count: number
  /** Of all values, 0–1. */
  share: number
}

export interface HistogramData {
  /** `values`: a bar for each different value; `ranges`: equal steps from the first bar to the last. */
  kind: 'values' | 'ranges'
  bars: HistogramBar[]
  count: number
  min: number
  max: number
  /** The tallest bar. */
  mode: HistogramBar
}

const maxValues = 12
const maxBars = 30
const minBars = 12

/** 1, 2 or 5 times a power of ten, at least as large as asked. */
const roundStep = (step: number): number => {
  const power = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10
  return factor * power
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0

/** Bars as wide as the spread of the middle half asks for (Freedman and Diaconis), neither too few nor too many. */
const stepOf = (sorted: Float64Array, min: number, max: number): number => {
  const wanted = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length)
  const range = Math.min(max - min, Number.MAX_VALUE)
  return roundStep(Math.min(Math.max(wanted, range / maxBars), range / minBars))
}

/** Without the dust of binary fractions: 3 × 0.1 is 0.30000000000000004. */
const clean = (value: number): number => Number(value.toPrecision(15))

const distinctOf = (sorted: Float64Array): number[] => {
  const values: number[] = []
  for (const value of sorted) {
    if (value !== values.at(-1)) values.push(value)
    if (values.length > maxValues) break
  }
  return values
}

const countInto = (sorted: Float64Array, bars: number, barOf: (value: number) => number): number[] => {
  const counts = Array.from({ length: bars }, () => 0)
  for (const value of sorted) {
    const bar = Math.min(Math.max(barOf(value), 0), bars - 1)
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  return counts
}

/** What a histogram of these values shows; null when there is none. */
export const prepareHistogram = (values: Float64Array): HistogramData | null => {
  const sorted = values.toSorted()
  const [min, max] = [sorted.at(0), sorted.at(-1)]
  if (min === undefined || max === undefined) return null
  const distinct = distinctOf(sorted)
  const byValue = distinct.length <= maxValues
  const step = byValue ? 1 : stepOf(sorted, min, max)
  const first = Math.floor(min / step)
  const length = byValue ? distinct.length : Math.floor(max / step) - first + 1
  const index = new Map(distinct.map((value, i) => [value, i]))
  const counts = countInto(sorted, length, (value) =>
    byValue ? (index.get(value) ?? 0) : Math.floor(value / step) - first,
  )
  const bars = counts.map((count, i) => ({
    from: byValue ? (distinct[i] ?? 0) : clean((first + i) * step),
    to: byValue ? (distinct[i] ?? 0) : clean((first + i + 1) * step),
    count,
    share: count / sorted.length,
  }))
  const mode = bars.reduce((best, bar) => (bar.count > best.count ? bar : best))
  return { kind: byValue ? 'values' : 'ranges', bars, count: sorted.length, min, max, mode }
}
