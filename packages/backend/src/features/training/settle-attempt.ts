import { limits, toSafeText, type AttemptOutcome } from '@alavanca/contract'
import { ModelServiceError } from '@alavanca/model-service/client'
import type { Trx } from '../../db/database.ts'
import { endAttempt } from '../../db/queries/attempts.ts'
import { moveTraining } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import { StorageAway } from '../../files/storage-away.ts'
import { redact } from '../../redact.ts'
import type { Claim } from './claim.ts'
import { finishTraining } from './finish.ts'
import { outOfPatience } from './postpone.ts'
import { requeueTraining } from './requeue.ts'
import { isPatient, later, maxBadAttempts, timing } from './timing.ts'

type Failed = Exclude<AttemptOutcome, 'accepted' | 'no_answer' | 'abandoned'>

/** What is known of an attempt that did not end with the service's consent. */
export const outcomeOf = (error: unknown): Failed => {
  if (error instanceof StorageAway) return 'file_unavailable'
  if (!(error instanceof ModelServiceError)) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'file_missing' : 'unknown'
  }
  if (error.kind === 'rejected') return 'refused'
  // A proxy that finds nobody behind it answers 502 or 503.
  if (error.kind === 'unreachable' || error.status === 502 || error.status === 503) return 'unreachable'
  // 504 is a proxy's own impatience: the service may have the file.
  return error.status !== undefined && error.status !== 504 ? 'failed' : 'unknown'
}

/** Draws the consequence of a failed attempt, and notes both: another attempt, or the training's end. */
export const settleFailure = async (ctx: Deps, claim: Claim, error: unknown): Promise<void> => {
  const { training, attempt } = claim
  const outcome = outcomeOf(error)
  ctx.log.warn({ err: error, trainingId: training.id, attempt, outcome }, 'a training could not be sent')
  await ctx.database.transact(async (trx) => {
    await settle(ctx, trx, claim, { outcome, reason: reasonOf(error) })
    await noteOutcome(ctx, trx, claim, outcome, reasonOf(error))
  })
}

/** What came of the attempt itself, wherever its training is by now. */
export const noteOutcome = (
  ctx: Deps,
  trx: Trx,
  { training, attempt }: Claim,
  outcome: AttemptOutcome,
  reason: string | null = null,
): Promise<void> =>
  endAttempt(trx, {
    trainingId: training.id,
    attempt,
    outcome,
    detail: reason === null ? null : toSafeText(redact(reason), limits.errorTextLength),
    endedAt: ctx.now(),
  })

const settle = async (
  ctx: Deps,
  trx: Trx,
  { training, attempt, dataset }: Claim,
  { outcome, reason }: { outcome: Failed; reason: string },
): Promise<void> => {
  const sent = { training, from: ['sending'], attempt, to: 'failed' } as const
  switch (outcome) {
    case 'file_missing': {
      const message = `The file "${dataset.fileName}" is no longer stored; send it again.`
      await finishTraining(ctx, trx, { ...sent, failure: { code: 'file_missing', message } })
      break
    }
    case 'refused':
      await finishTraining(ctx, trx, { ...sent, failure: { code: 'model_service_rejected', message: reason } })
      break
    case 'unreachable':
    case 'file_unavailable':
      if (isPatient(ctx.now(), training)) await requeueTraining(ctx, trx, { training, attempt, bad: false })
      else await finishTraining(ctx, trx, { ...sent, failure: outcome === 'unreachable' ? outOfPatience : outOfReach })
      break
    case 'failed':
      if (training.badAttempts + 1 < maxBadAttempts) {
        await requeueTraining(ctx, trx, { training, attempt, bad: true })
      } else {
        const message = `The model service failed ${maxBadAttempts} times: ${reason}`
        await finishTraining(ctx, trx, { ...sent, failure: { code: 'model_service_failed', message } })
      }
      break
    case 'unknown':
      // The callback gets its time before the sweep takes the training back.
      await moveTraining(
        trx,
        { id: training.id, from: ['sending'], attempt },
        { lease_until: later(ctx.now(), timing.unknownOutcome) },
      )
      break
  }
}

const outOfReach = { code: 'file_unavailable', message: 'The file storage could not be reached for a day.' } as const

const reasonOf = (error: unknown): string =>
  error instanceof ModelServiceError ? (error.detail ?? error.message) : String(error)
