import type { Analysis, Metrics, RankedVariable } from '@alavanca/analysis'
import { limits, type WireMetrics, type WireRankingItem } from '@alavanca/contract'
import { directionSentence } from './direction.ts'

export const toWireItem = (variable: RankedVariable, target: string): WireRankingItem => ({
  feature: variable.name,
  score_final: variable.score,
  importance_shap_mean_abs: variable.shapMeanAbs,
  importance_native: variable.gainShare,
  shap_norm: variable.shapNorm,
  native_norm: variable.gainNorm,
  direction: directionSentence(variable.direction, variable.name, target),
  direction_code: variable.direction,
})

/** JSON text of the ranking, cut after the best where it would exceed what a client accepts. */
export const toWireRanking = (ranking: readonly RankedVariable[], target: string): string => {
  const items: string[] = []
  let bytes = 2
  for (const variable of ranking.slice(0, limits.rankingItems)) {
    const item = JSON.stringify(toWireItem(variable, target))
    bytes += Buffer.byteLength(item) + 1
    if (bytes > limits.rankingBytes) break
    items.push(item)
  }
  return `[${items.join(',')}]`
}

/** `date` is when the training ended (Unix ms). */
export const toWireMetrics = (metrics: Metrics, excluded: Analysis['excluded'], date: number): WireMetrics => ({
  r2: metrics.r2,
  mae: metrics.mae,
  rmse: metrics.rmse,
  n_train: metrics.nTrain,
  n_test: metrics.nTest,
  n_features: metrics.nFeatures,
  date: new Date(date).toISOString(),
  split: metrics.split,
  seed: metrics.seed,
  n_dropped: metrics.nDropped,
  n_explained: metrics.nExplained,
  n_excluded: excluded.length,
  rounds: metrics.rounds,
})
