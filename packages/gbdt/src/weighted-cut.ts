import { type Packing, packedCount, packedGradient } from './histogram.ts'

/** Sums by bin, and where a column's start. */
interface Lane {
  sums: Float64Array
  from: number
}

/** The column's node: its packed and second-derivative sums by bin, of missing rows, and of all. */
export interface WeightedColumn {
  packed: Lane
  weight: Lane
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

/**
 * The best prefix of a column's bins where second derivatives differ, with missing on either side: gain GL²/(HL+λ) +
 * GR²/(HR+λ) - G²/(H+λ), as `SplitFinder` has it with H for the number of rows. Null when none gains more than `hurdle`.
 */
export function bestWeightedCut(
  { packed, weight, bins, missing, missingWeight, total, totalWeight }: WeightedColumn,
  { lambda, sideLambda, minRows, minChildWeight }: WeightedRules,
  packing: Packing,
  hurdle: number,
): Cut | null {
  const rows = packedCount(total, packing)
  const gradient = packedGradient(total, rows, packing)
  const parent = (gradient * gradient) / (totalWeight + lambda)
  let best: Cut | null = null
  for (let pass = missing > 0 ? 1 : 0; pass >= 0; pass--) {
    let left = pass === 1 ? missing : 0
    let leftWeight = pass === 1 ? missingWeight : 0
    for (let b = pass === 1 ? -1 : 0; b < bins; b++) {
      if (b >= 0) {
        const sum = packed.sums[packed.from + b]!
        if (sum === 0) continue
        left += sum
        leftWeight += weight.sums[weight.from + b]!
      }
      const leftRows = packedCount(left, packing)
      if (leftRows < minRows || leftWeight < minChildWeight) continue
      const rightRows = rows - leftRows
      const rightWeight = totalWeight - leftWeight
      if (rightRows < minRows || rightWeight < minChildWeight) break
      const leftGradient = packedGradient(left, leftRows, packing)
      const rightGradient = packedGradient(total - left, rightRows, packing)
      const leftScore = (leftGradient * leftGradient) / (leftWeight + sideLambda)
      const rightScore = (rightGradient * rightGradient) / (rightWeight + sideLambda)
      const gain = leftScore + rightScore - parent
      if (gain > (best?.gain ?? hurdle)) best = { gain, position: b, missingLeft: pass === 1, leftSum: left }
    }
  }
  return best
}
