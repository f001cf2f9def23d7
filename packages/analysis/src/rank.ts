import { directionOf } from './direction.ts'
import { meanAbs, shapColumn } from './explain.ts'
import { type Feature, takeNumbers } from './prepare.ts'
import type { Direction, RankedVariable } from './types.ts'

/** A variable with less than this share of the influence is not worth a claim. */
const MIN_SHARE = 0.005
/** Taking the variable away must hurt on unseen rows by this many standard errors: one chance in forty. */
const MIN_EVIDENCE = 2

/** What ranking reads. The first `held` rows of `rows` and `shap` are held out. */
interface Explained {
  features: readonly Feature[]
  /** Row numbers of `shap`. */
  rows: Int32Array
  /** rows × features */
  shap: Float64Array
  held: number
  /** By feature: split gain. */
  gain: Float64Array
  /** By feature: see `evidence`. */
  evidence: readonly number[]
}

/** Ranks the features by mean |SHAP| on held-out rows. */
export function rank({ features, rows, shap, held, gain, evidence }: Explained): RankedVariable[] {
  const width = features.length
  const columns = features.map((_, f) => shapColumn(shap, width, f))
  const importance = columns.map((column) => meanAbs(column.subarray(0, held)))
  const shares = sharesOf(importance)
  const gains = sharesOf([...gain])
  const largestShare = Math.max(...shares)
  const largestGain = Math.max(...gains)
  const ranked = features.map((feature, f): RankedVariable => {
    const share = shares[f] ?? 0
    const gainShare = gains[f] ?? 0
    const claimable = share >= MIN_SHARE && (evidence[f] ?? 0) >= MIN_EVIDENCE
    return {
      name: feature.name,
      kind: feature.kind,
      score: share,
      shapMeanAbs: importance[f] ?? 0,
      shapNorm: largestShare > 0 ? share / largestShare : 0,
      gainShare,
      gainNorm: largestGain > 0 ? gainShare / largestGain : 0,
      direction: claimable ? describe(feature, rows, columns[f] ?? new Float64Array(0)) : 'none',
    }
  })
  return ranked.sort((a, b) => b.score - a.score || b.gainShare - a.gainShare || (a.name < b.name ? -1 : 1))
}

function describe(feature: Feature, rows: Int32Array, shap: Float64Array): Direction {
  if (feature.data instanceof Int32Array) return 'categorical'
  return directionOf(takeNumbers(feature.data, rows), shap)
}

/** Parts of their sum, found without overflow; all 0 when the sum is 0. */
function sharesOf(amounts: readonly number[]): number[] {
  const largest = Math.max(...amounts)
  if (!(largest > 0)) return amounts.map(() => 0)
  // Added in order of size, so that the last digit does not depend on where columns stand.
  let sum = 0
  for (const amount of amounts.toSorted((a, b) => a - b)) sum += amount / largest
  return amounts.map((amount) => amount / largest / sum)
}
