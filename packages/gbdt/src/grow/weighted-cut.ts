import { type Packing, packedCount, packedGradient } from './histogram.ts'

/** A column of a node: by bin its packed sum and, behind it, that of second derivatives; of missing rows, and of all. */
export interface WeightedColumn {
  pairs: Float64Array
  /** The column's first bin. */
  from: number
  bins: number
  missing: number
  missingWeight: number
  total: number
  totalWeight: number
}

export interface WeightedRules {
  /** Of the node whole, and of its sides. */
  lambda: number
  sideLambda: number
  minRows: number
  minChildWeight: number
}

export interface Cut {
  gain: number
  position: number
  missingLeft: boolean
  leftSum: number
}

/** Just below 1: what is too small by so much is too small however rounding went. */
const NEARLY = 1 - 1e-12

/** Products below are no longer rounded as finely. */
const TINY = 1e-280

/**
 * The best prefix of a column's bins where second derivatives differ, with missing on either side: gain GL²/(HL+λ) +
 * GR²/(HR+λ) - G²/(H+λ), as `SplitFinder` has it with H for the number of rows. Null when none gains more than `hurdle`.
 */
export function bestWeightedCut(
  { pairs, from, bins, missing, missingWeight, total, totalWeight }: WeightedColumn,
  { lambda, sideLambda, minRows, minChildWeight }: WeightedRules,
  packing: Packing,
  hurdle: number,
): Cut | null {
  const { unit, step, low } = packing
  const inverse = 1 / unit
  const rows = packedCount(total, packing)
  const gradient = packedGradient(total, rows, packing)
  const parent = (gradient * gradient) / (totalWeight + lambda)
  let best: Cut | null = null
  let least = (hurdle + parent) * NEARLY
  for (let pass = missing > 0 ? 1 : 0; pass >= 0; pass--) {
    let left = pass === 1 ? missing : 0
    let leftWeight = pass === 1 ? missingWeight : 0
    for (let b = pass === 1 ? -1 : 0; b < bins; b++) {
      if (b >= 0) {
        const sum = pairs[2 * (from + b)]!
        if (sum === 0) continue
        left += sum
        leftWeight += pairs[2 * (from + b) + 1]!
      }
      const leftRows = Math.floor(left * inverse)
      if (leftRows < minRows || leftWeight < minChildWeight) continue
      const rightRows = rows - leftRows
      const rightWeight = totalWeight - leftWeight
      if (rightRows < minRows || rightWeight < minChildWeight) break
      const leftGradient = (left - leftRows * unit) * step + leftRows * low
      const rightGradient = (total - left - rightRows * unit) * step + rightRows * low
      const leftSquare = leftGradient * leftGradient
      const rightSquare = rightGradient * rightGradient
      const leftDivisor = leftWeight + sideLambda
      const rightDivisor = rightWeight + sideLambda
      // The gain times both divisors: most cuts are out without a division.
      const needed = least * leftDivisor * rightDivisor
      if (needed > TINY && leftSquare * rightDivisor + rightSquare * leftDivisor < needed) continue
      const gain = leftSquare / leftDivisor + rightSquare / rightDivisor - parent
      if (!(gain > (best?.gain ?? hurdle))) continue
      best = { gain, position: b, missingLeft: pass === 1, leftSum: left }
      least = (gain + parent) * NEARLY
    }
  }
  return best
}
