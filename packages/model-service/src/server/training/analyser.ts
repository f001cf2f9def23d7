import type { Metrics, Analysis } from '@alavanca/analysis'

/** A training that ended because of its data; `message` is a sentence for the person who sent them. */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure'
}

export interface AnalysisResult {
  /** JSON text of the wire's ranking. */
  ranking: string
  metrics: Metrics
  excluded: Analysis['excluded']
  model: ArrayBuffer
}

/** Done share, 0–1, and a word for what is being done. */
export interface ProgressReport {
  progress: number
  stage: string
}

export interface AnalyserOptions {
  signal: AbortSignal
  onProgress: (report: ProgressReport) => void
}

/**
 * Reads a CSV file and ranks its variables.
 *
 * @throws TrainingFailure when the data are at fault; the signal's reason when it aborts
 */
export type Analyser = (csvPath: string, target: string, options: AnalyserOptions) => Promise<AnalysisResult>
