import type { Direction } from './types.ts'

/** Bins of the effect curve: enough for a bend to show, few enough that each is a mean over several rows. */
const MAX_BINS = 20
const MIN_BIN_ROWS = 5
/** A curve is called rising when a never-falling one explains this share of its movement: small wiggles are noise. */
const MONOTONE_SHARE = 0.9
/** Where the value itself explains less of its effect, the direction depends on the other variables. */
const OWN_SHARE = 0.3

/**
 * Tells from a numeric variable's effects (SHAP values, one per row) which way it moves the target.
 * Rows are put into bins of equal count by value; the mean effect of each is the effect curve. Missing is left out.
 */
export function directionOf(values: Float64Array, effects: Float64Array): Direction {
  const order = presentByValue(values)
  const unit = effects.reduce((largest, effect) => Math.max(largest, Math.abs(effect)), 0)
  if (order.length < 2 || unit === 0) return 'nonmonotonic'
  // Squares of effects near 1e300 or 1e-300 would not be numbers.
  const shap = effects.map((effect) => effect / unit)
  const { means, counts } = effectCurve(values, shap, order)
  if (means.length < 2) return 'nonmonotonic'
  const between = spread(means, counts)
  // Rows without a value count too: where absence is what acts, the values have no direction.
  const mean = shap.reduce((a, b) => a + b, 0) / shap.length
  const total = shap.reduce((sum, effect) => sum + (effect - mean) ** 2, 0)
  if (!(between > OWN_SHARE * total)) return 'nonmonotonic'
  if (1 - isotonicResidual(means, counts) / between >= MONOTONE_SHARE) return 'increases'
  const negated = means.map((value) => -value)
  if (1 - isotonicResidual(negated, counts) / between >= MONOTONE_SHARE) return 'decreases'
  return 'nonmonotonic'
}

function presentByValue(values: Float64Array): number[] {
  const rows: number[] = []
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) rows.push(row)
  })
  return rows.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b)
}

function effectCurve(values: Float64Array, shap: Float64Array, order: readonly number[]) {
  const size = Math.max(MIN_BIN_ROWS, Math.ceil(order.length / MAX_BINS))
  const means: number[] = []
  const counts: number[] = []
  let sum = 0
  let count = 0
  order.forEach((row, i) => {
    sum += shap[row] ?? 0
    count++
    const next = order[i + 1]
    // Equal values stay together.
    if (next !== undefined && (count < size || values[next] === values[row])) return
    means.push(sum / count)
    counts.push(count)
    sum = 0
    count = 0
  })
  return { means, counts }
}

function weightedMean(means: readonly number[], counts: readonly number[]): number {
  let sum = 0
  let total = 0
  means.forEach((mean, i) => {
    sum += mean * (counts[i] ?? 0)
    total += counts[i] ?? 0
  })
  return sum / total
}

function spread(means: readonly number[], counts: readonly number[]): number {
  const centre = weightedMean(means, counts)
  let sum = 0
  means.forEach((mean, i) => {
    sum += (counts[i] ?? 0) * (mean - centre) ** 2
  })
  return sum
}

/** Squared distance of the curve from the nearest never-falling one (pool adjacent violators). */
function isotonicResidual(means: readonly number[], counts: readonly number[]): number {
  const pools: { mean: number; count: number; residual: number }[] = []
  means.forEach((mean, i) => {
    let pool = { mean, count: counts[i] ?? 0, residual: 0 }
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop()
      const count = last.count + pool.count
      const gap = last.mean - pool.mean
      pool = {
        mean: (last.mean * last.count + pool.mean * pool.count) / count,
        count,
        residual: last.residual + pool.residual + (gap * gap * last.count * pool.count) / count,
      }
    }
    pools.push(pool)
  })
  let sum = 0
  for (const pool of pools) sum += pool.residual
  return sum
}
