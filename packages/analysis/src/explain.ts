import type { Column, Model } from '@alavanca/gbdt'

/** Rows explained between two looks at the signal. */
const BLOCK_ROWS = 512

/** SHAP values of every row, rows × features. */
export function explain(
  model: Model,
  columns: readonly Column[],
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
): Float64Array {
  const rows = columns[0]?.length ?? 0
  const out = new Float64Array(rows * model.features)
  for (let begin = 0; begin < rows; begin += BLOCK_ROWS) {
    signal?.throwIfAborted()
    const end = Math.min(rows, begin + BLOCK_ROWS)
    const block = columns.map((column) => column.subarray(begin, end))
    model.shap(block, out.subarray(begin * model.features, end * model.features))
    onProgress(end / rows)
  }
  return out
}

/** One feature's values out of a rows × features table. */
export function shapColumn(shap: Float64Array, features: number, feature: number): Float64Array {
  const out = new Float64Array(shap.length / features)
  for (let row = 0; row < out.length; row++) out[row] = shap[row * features + feature] ?? 0
  return out
}

export function meanAbs(values: Float64Array): number {
  let mean = 0
  values.forEach((value, i) => {
    mean += (Math.abs(value) - mean) / (i + 1)
  })
  return mean
}

/** Spreads rows of values for the kept features to rows for all features, with 0 for the others. */
export function widen(values: Float64Array, kept: readonly number[], features: number): Float64Array {
  const out = new Float64Array((values.length / kept.length) * features)
  values.forEach((value, i) => {
    out[Math.floor(i / kept.length) * features + (kept[i % kept.length] ?? 0)] = value
  })
  return out
}
