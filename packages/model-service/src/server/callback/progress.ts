import type { Clock } from '../clock.ts'
import type { ProgressReport } from '../training/analyser.ts'
import type { Post } from './post.ts'

export interface ProgressReporter {
  report(report: ProgressReport): void
  /** Nothing is posted after this returns. */
  close(): Promise<void>
}

export interface ProgressDeps {
  post: Post
  clock: Clock
  /** Least time between two reports of one stage, ms. */
  interval: number
}

/**
 * Posts progress where it can: one report at a time, a new stage at once, otherwise no more than one per interval.
 * Nothing is repeated, and a refusal ends it.
 */
export const createProgressReporter = (
  { post, clock, interval }: ProgressDeps,
  { modelId, url }: { modelId: number; url: string },
): ProgressReporter => {
  const stop = new AbortController()
  let posting: Promise<void> | undefined
  let lastAt = Number.NEGATIVE_INFINITY
  let lastStage = ''

  const send = async ({ progress, stage }: ProgressReport): Promise<void> => {
    try {
      const body = JSON.stringify({
        model_id: modelId,
        status: 'training',
        progress: Math.round(progress * 1_000) / 1_000,
        stage,
      })
      const status = await post(url, body, AbortSignal.any([stop.signal, AbortSignal.timeout(5_000)]))
      if (status >= 400 && status < 500) stop.abort()
    } catch {
      // Progress is a courtesy; the result will be repeated until it arrives.
    } finally {
      posting = undefined
    }
  }

  return {
    report(report) {
      if (posting || stop.signal.aborted) return
      if (report.stage === lastStage && clock.now() - lastAt < interval) return
      lastAt = clock.now()
      lastStage = report.stage
      posting = send(report)
    },
    async close() {
      stop.abort()
      await posting
    },
  }
}
