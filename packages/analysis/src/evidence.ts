import { shapColumn } from './explain.ts'

/**
 * Whether a feature's part of the prediction helps on rows the model has not seen: the t statistic of how much the
 * squared error grows, row by row, when the feature's SHAP values are taken out of the prediction. Noise that was fitted
 * makes predictions worse, so its statistic is below 0.
 * @param residual target minus prediction
 * @param shap the feature's SHAP value in each row
 */
export function evidence(residual: Float64Array, shap: Float64Array): number {
  const unit = Math.max(largest(residual), largest(shap))
  if (!(unit > 0) || residual.length < 2) return 0
  const growth = Float64Array.from(residual, (value, i) => {
    const part = (shap[i] ?? 0) / unit
    return part * (part + (2 * value) / unit)
  })
  const mean = growth.reduce((a, b) => a + b, 0) / growth.length
  const squares = growth.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const error = Math.sqrt(squares / (growth.length - 1) / growth.length)
  if (error > 0) return mean / error
  return mean > 0 ? Infinity : 0
}

/** Evidence for every feature over all unseen rows: `residual` by row, `shap` rows × features, part by part. */
export function evidenceOf(parts: readonly Unseen[], features: number): number[] {
  const residual = concat(parts.map((part) => part.residual))
  return Array.from({ length: features }, (_, f) =>
    evidence(residual, concat(parts.map(({ shap }) => shapColumn(shap, features, f)))),
  )
}

/** Evidence for all features together: that the model predicts unseen rows better than their mean prediction does. */
export function evidenceOfAll(parts: readonly Unseen[], features: number): number {
  const whole = parts.map(({ residual, shap }) => {
    const sums = new Float64Array(residual.length)
    shap.forEach((value, i) => {
      const row = Math.floor(i / features)
      sums[row] = (sums[row] ?? 0) + value
    })
    return sums
  })
  return evidence(concat(parts.map(({ residual }) => residual)), concat(whole))
}

/** Rows explained by a model that did not learn from them. */
export interface Unseen {
  residual: Float64Array
  /** rows × features */
  shap: Float64Array
}

/** The parts end to end. */
export function concat(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
}
