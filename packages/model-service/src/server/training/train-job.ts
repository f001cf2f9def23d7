import type { Clock } from '../clock.ts'
import { createProgressReporter, type ProgressDeps } from '../callback/progress.ts'
import type { Logger } from '../log.ts'
import type { Job, JobStore } from '../store/jobs.ts'
import type { ModelStore } from '../store/models.ts'
import { type Analyser, TrainingFailure } from './analyser.ts'
import { completedBody, failedBody } from './callback-body.ts'
import { toWireMetrics } from './wire.ts'

export interface TrainJobDeps {
  jobs: JobStore
  models: ModelStore
  analyse: Analyser
  progress: ProgressDeps
  clock: Clock
  log: Logger
}

/** A training that took the process down this often would do so for ever. */
const maxAttempts = 50

const outcomeOf = async (job: Job, deps: TrainJobDeps, signal: AbortSignal): Promise<string> => {
  if (job.attempts > maxAttempts) throw new TrainingFailure('The training ended the process again and again.')
  const { modelId, callbackUrl: url, targetColumn } = job
  const reporter = createProgressReporter(deps.progress, { modelId, url })
  try {
    const onProgress = reporter.report.bind(reporter)
    const result = await deps.analyse(deps.jobs.csvPath(job), targetColumn, { signal, onProgress })
    signal.throwIfAborted()
    // Stored first: who is told of a result asks for it at once.
    await deps.models.saveResult(modelId, result)
    return completedBody(modelId, toWireMetrics(result.metrics, result.excluded, deps.clock.now()))
  } finally {
    await reporter.close()
  }
}

/**
 * Runs a job to its outcome, which is on disk when this returns.
 *
 * @throws the signal's reason, the job then being as it was
 */
export const trainJob = async (job: Job, deps: TrainJobDeps, signal: AbortSignal): Promise<Job> => {
  const begun = { ...job, attempts: job.attempts + 1 }
  await deps.jobs.save(begun)
  let body: string
  try {
    body = await outcomeOf(begun, deps, signal)
  } catch (error) {
    if (signal.aborted) {
      await deps.jobs.save(job)
      throw signal.reason
    }
    if (!(error instanceof TrainingFailure)) {
      const stack = error instanceof Error ? error.stack : String(error)
      deps.log.error('training broke off', { modelId: job.modelId, error: stack })
    }
    body = failedBody(
      job.modelId,
      error instanceof TrainingFailure ? error.message : 'The training broke off for an internal reason.',
    )
  }
  const ended = { ...begun, outcome: { body, at: deps.clock.now() } }
  await deps.jobs.save(ended)
  await deps.jobs.dropCsv(ended)
  return ended
}
