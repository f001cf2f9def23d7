export type AnalysisErrorCode =
  | 'too_few_rows'
  | 'target_constant'
  | 'target_missing'
  | 'target_not_numeric'
  | 'no_variables'

/** The data cannot be analysed. `message` tells a person what to do; `code` is for programs. */
export class AnalysisError extends Error {
  override name = 'AnalysisError'
  readonly code: AnalysisErrorCode

  constructor(code: AnalysisErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
