import type { Trx } from '../../db/database.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import { finishTraining } from './finish.ts'
import { isPatient, later, spread, timing } from './timing.ts'

export const outOfPatience = {
  code: 'model_service_unavailable',
  message: 'The model service could not be reached for a day.',
} as const

/**
 * While calls to the model service pause, a training whose turn has come waits without an attempt being spent on it:
 * it stays `queued`, with the time at which it is looked at again.
 *
 * @returns whether calls pause
 */
export const postponeWhilePaused = async (ctx: Deps, trx: Trx, training: Step): Promise<boolean> => {
  const { retryAt } = ctx.modelService.health()
  const now = ctx.now()
  if (retryAt === null || retryAt <= now) return false
  const { id, machineId } = training
  if (!isPatient(now, training)) {
    await finishTraining(ctx, trx, { training, from: ['queued'], to: 'failed', failure: outOfPatience })
    return true
  }
  // No more often than it was tried while calls were let through: all that wait are told to the panels each time.
  const pause = spread(timing.longestPauseUnreachable, ctx.random)
  const nextAttemptAt = new Date(Math.max(retryAt.getTime(), later(now, pause).getTime()))
  await moveTraining(trx, { id, from: ['queued'] }, { next_attempt_at: nextAttemptAt })
  await publishChange(trx, { kind: 'training', machine_id: machineId, training_id: id, state: 'queued', at: now })
  await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId }, nextAttemptAt)
  return true
}
