/** A measured column. Missing values are NaN. */
export interface NumericColumn {
  name: string
  kind: 'numeric'
  values: Float64Array
}

/** A column of unordered levels. `codes[i]` indexes `levels`; -1 is missing. */
export interface CategoricalColumn {
  name: string
  kind: 'categorical'
  codes: Int32Array
  levels: string[]
}

export type Column = NumericColumn | CategoricalColumn

export type Stage = 'preparing' | 'boosting' | 'explaining'

export interface Progress {
  stage: Stage
  /** Overall share of the work done, 0 to 1, never falling. */
  done: number
}

export interface AnalyseOptions {
  /** Any integer. The same data, seed and version give the same bytes. Default 0. */
  seed?: number
  /** Checked between boosting rounds and explanation blocks; the abort reason is thrown. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/**
 * How the target moves when the variable grows.
 * `nonmonotonic`: it matters, but not in one direction (an optimum, or an effect that depends on other variables).
 * `categorical`: it matters, and has no order. `none`: no effect that could be told from noise.
 */
export type Direction = 'increases' | 'decreases' | 'nonmonotonic' | 'categorical' | 'none'

export interface RankedVariable {
  name: string
  kind: Column['kind']
  /** Share of the summed mean |SHAP| on held-out rows, 0 to 1. */
  score: number
  /** Mean |SHAP| on held-out rows, in the target's unit. */
  shapMeanAbs: number
  /** `shapMeanAbs` over the largest one, 0 to 1. */
  shapNorm: number
  /** Share of split gain, 0 to 1. */
  gainShare: number
  /** `gainShare` over the largest one, 0 to 1. */
  gainNorm: number
  direction: Direction
}

export interface Metrics {
  /** On held-out rows. null where the held-out target does not vary. */
  r2: number | null
  /** Mean absolute and root mean squared error on held-out rows, in the target's unit. */
  mae: number
  rmse: number
  nTrain: number
  nTest: number
  /** Variables the model was offered: the length of the ranking. */
  nFeatures: number
  /** Rows left out because their target was missing or infinite. */
  nDropped: number
  /** Held-out rows the SHAP averages were taken over. */
  nExplained: number
  /** Boosting rounds of the final model. */
  rounds: number
  split: 'random-80-20'
  seed: number
}

export type ExclusionReason = 'constant' | 'empty' | 'identifier' | 'row_counter' | 'time'

export interface ExcludedColumn {
  name: string
  reason: ExclusionReason
}

export interface Analysis {
  /** Best first; every usable variable is there, those without effect with score 0. */
  ranking: RankedVariable[]
  metrics: Metrics
  excluded: ExcludedColumn[]
  /** Opens with `Model.from` of @alavanca/gbdt; features are in the order of `features`. */
  model: ArrayBuffer
  /** Names of the model's columns, in the model's order. */
  features: string[]
}
