import type { Trx } from '../../db/database.ts'
import { voidCallbacks } from '../../db/queries/callbacks.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import { backoff, later, timing } from './timing.ts'

interface Requeued {
  training: Pick<Step, 'id' | 'machineId' | 'badAttempts'>
  attempt: number
  /** Whether the service was there and the attempt went wrong, or may have. */
  bad: boolean
}

/** Takes a training back from an attempt that failed: its token is void, and the next try is due after a pause. */
export const requeueTraining = async (ctx: Deps, trx: Trx, { training, attempt, bad }: Requeued): Promise<boolean> => {
  const now = ctx.now()
  const badAttempts = training.badAttempts + (bad ? 1 : 0)
  const pause = bad
    ? backoff(badAttempts, timing.longestPauseFailing, ctx.random)
    : backoff(attempt, timing.longestPauseUnreachable, ctx.random)
  const nextAttemptAt = later(now, pause)
  const moved = await moveTraining(
    trx,
    { id: training.id, from: ['sending'], attempt },
    {
      state: 'queued',
      bad_attempts: badAttempts,
      next_attempt_at: nextAttemptAt,
      lease_until: null,
      deadline_at: null,
    },
  )
  if (!moved) return false
  await voidCallbacks(trx, training.id, now)
  await publishChange(trx, {
    kind: 'training',
    machine_id: training.machineId,
    training_id: training.id,
    state: 'queued',
    at: now,
  })
  await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId: training.machineId }, nextAttemptAt)
  return true
}
