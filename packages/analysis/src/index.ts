export { analyse } from './analyse.ts'
export { AnalysisError } from './errors.ts'
export type { AnalysisErrorCode } from './errors.ts'
export type {
  Analysis,
  AnalyseOptions,
  CategoricalColumn,
  Column,
  Direction,
  ExcludedColumn,
  ExclusionReason,
  Metrics,
  NumericColumn,
  Progress,
  RankedVariable,
  Stage,
} from './types.ts'
