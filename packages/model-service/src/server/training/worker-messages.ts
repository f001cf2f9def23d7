import type { AnalysisResult, ProgressReport } from './analyser.ts'

export interface WorkerInput {
  csvPath: string
  target: string
  seed: number
}

export type WorkerMessage =
  | { type: 'progress'; report: ProgressReport }
  | { type: 'done'; result: AnalysisResult }
  | { type: 'failed'; message: string }
