import { publishChange } from '../../db/queries/changes.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import { findNextQueued, moveTraining } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { finishTraining } from './finish.ts'
import { isPatient, outOfPatience } from './settle-attempt.ts'
import { backoff, later, timing } from './timing.ts'

/**
 * While calls to the model service pause, the machine's next training waits without an attempt being spent on it: it
 * stays `queued`, with the time at which it is looked at again.
 *
 * @returns whether calls pause
 */
export const postponeWhilePaused = async ({ ctx, input }: Call<{ machineId: number }>): Promise<boolean> => {
  const { machineId } = input
  const { retryAt } = ctx.modelService.health()
  const now = ctx.now()
  if (retryAt === null || retryAt <= now) return false
  await ctx.database.transact(async (trx) => {
    if (!(await lockMachine(trx, machineId))) return
    const training = await findNextQueued(trx, machineId)
    if (!training || (training.nextAttemptAt !== null && training.nextAttemptAt > now)) return
    if (!isPatient(ctx, training)) {
      await finishTraining(ctx, trx, { training, from: ['queued'], to: 'failed', failure: outOfPatience })
      return
    }
    // Spread, and no more often than it was tried while calls were let through.
    const pause = backoff(training.attempts + 1, timing.longestPauseUnreachable, ctx.random)
    const nextAttemptAt = new Date(Math.max(retryAt.getTime(), later(now, pause).getTime()))
    await moveTraining(trx, { id: training.id, from: ['queued'] }, { next_attempt_at: nextAttemptAt })
    await publishChange(trx, {
      kind: 'training',
      machine_id: machineId,
      training_id: training.id,
      state: 'queued',
      at: now,
    })
    await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId }, nextAttemptAt)
  })
  return true
}
