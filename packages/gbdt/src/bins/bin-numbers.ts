import type { NumericMapper } from './mapper.ts'
import type { NumericColumn } from '../columns.ts'

/** Puts the bin of every value into `out`. */
export function binNumbers(column: NumericColumn, mapper: NumericMapper, out: Uint8Array): void {
  const { cuts, count } = mapper
  const { starts, first, scale } = guideTo(cuts)
  const last = starts.length - 2
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    // NaN alone differs from itself.
    if (value !== value) {
      out[i] = count
      continue
    }
    const place = (value - first) * scale
    const stretch = place >= last ? last : place > 0 ? place | 0 : 0
    let low = starts[stretch]!
    let high = starts[stretch + 1]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value < cuts[middle]!) high = middle
      else low = middle + 1
    }
    out[i] = low
  }
}

/** Stretches of equal length into which the cuts are sorted, so that few are left to search. */
const STRETCHES = 1024

interface Guide {
  /** Where the cuts of a stretch start; one past the last as the final element. */
  starts: Uint8Array
  first: number
  scale: number
}

/** A value's stretch never falls as the value grows, so cuts of other stretches need no look. */
function guideTo(cuts: Float64Array): Guide {
  const first = cuts[0] ?? 0
  const scale = STRETCHES / (cuts.at(-1)! - first)
  // Cuts too close, too far apart or infinite: one stretch holds them all, and no value leads elsewhere.
  if (!(scale > 0 && scale < Infinity)) return { starts: Uint8Array.of(0, cuts.length), first: 0, scale: 0 }
  const starts = new Uint8Array(STRETCHES + 1)
  let stretch = 0
  for (let c = 0; c < cuts.length; c++) {
    const place = Math.min(STRETCHES - 1, Math.floor((cuts[c]! - first) * scale))
    while (stretch < place) starts[++stretch] = c
  }
  starts.fill(cuts.length, stretch + 1)
  return { starts, first, scale }
}
