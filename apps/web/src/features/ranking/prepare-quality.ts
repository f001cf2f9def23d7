import type { DatasetColumn, Metrics } from '@alavanca/contract'

/** R² and what it is worth: enough to go by, a hint, or nothing. */
export interface Fit {
  value: number
  level: 'high' | 'low' | 'none'
}

/** What can be said of how well the model does on rows it has not seen; absent parts were not reported. */
export interface Quality {
  r2: Fit | null
  mae: number | null
  rmse: number | null
  rows: { train: number | null; test: number | null } | null
}

/**
 * The mean error beside what the target does anyway. `sd` is the standard deviation of the target, null where it was
 * not measured; `share` is the error over `sd`, or over the whole range where there is none.
 */
export interface Spread {
  min: number
  max: number
  sd: number | null
  share: number
}

/** Null where the file's columns are not known, or the target does not vary. */
export const prepareSpread = (mae: number | null, column: DatasetColumn | null): Spread | null => {
  const { min = null, max = null, sd = null } = column ?? {}
  if (mae === null || min === null || max === null || max <= min) return null
  const deviation = sd !== null && sd > 0 && Number.isFinite(sd) ? sd : null
  const share = mae / (deviation ?? max - min)
  return Number.isFinite(share) ? { min, max, sd: deviation, share } : null
}

/** Below this the sentence warns: less than a third of the variation is explained. */
const weak = 1 / 3

/** Null when nothing was reported at all. */
export const prepareQuality = (metrics: Metrics | null): Quality | null => {
  if (metrics === null) return null
  const r2 = finite(metrics.r2)
  const train = finite(metrics.nTrain)
  const test = finite(metrics.nTest)
  const quality: Quality = {
    r2: r2 === null ? null : { value: r2, level: levelOf(r2) },
    mae: finite(metrics.mae),
    rmse: finite(metrics.rmse),
    rows: train === null && test === null ? null : { train, test },
  }
  return Object.values(quality).every((part) => part === null) ? null : quality
}

const levelOf = (r2: number) => {
  // What would be written as 0 % is no explanation either.
  if (r2 < 0.01) return 'none'
  return r2 < weak ? 'low' : 'high'
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)
