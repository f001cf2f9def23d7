/** A reason not to start, told to the operator as one sentence; the process then exits with 1. */
export class StartupError extends Error {
  override name = 'StartupError'
}
