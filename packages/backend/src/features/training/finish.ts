import type { FailureCode, TrainingState } from '@alavanca/contract'
import { limits, toSafeText } from '@alavanca/contract'
import type { Trx } from '../../db/database.ts'
import { expireCallbacks } from '../../db/queries/callbacks.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { moveTraining } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import { redact } from '../../redact.ts'
import { later, timing } from './timing.ts'

interface Ending {
  training: { id: number; machineId: number }
  from: readonly TrainingState[]
  attempt?: number
  /** Only if its deadline is still before this: it may have been moved on meanwhile. */
  deadlineBefore?: Date
  to: 'completed' | 'failed' | 'cancelled'
  failure?: { code: FailureCode; message: string }
  /** The model may still be working: keep the next training away from it for a while. */
  lingers?: boolean
}

/**
 * Ends a training, if it is still in one of the states `from`: repeats of its callback are answered for a while, and
 * the machine's next training gets its turn.
 *
 * @returns whether it ended by this call
 */
export const finishTraining = async (ctx: Deps, trx: Trx, ending: Ending): Promise<boolean> => {
  const { training, from, attempt, deadlineBefore, to, failure, lingers } = ending
  const now = ctx.now()
  const lingerUntil = lingers ? later(now, timing.linger) : null
  const moved = await moveTraining(
    trx,
    {
      id: training.id,
      from,
      ...(attempt === undefined ? {} : { attempt }),
      ...(deadlineBefore === undefined ? {} : { deadlineBefore }),
    },
    {
      state: to,
      finished_at: now,
      next_attempt_at: null,
      lease_until: null,
      linger_until: lingerUntil,
      failure_code: failure?.code ?? null,
      failure_message: failure ? toSafeText(redact(failure.message), limits.errorTextLength) : null,
      ...(to === 'completed' ? { progress: 1, stage: null } : {}),
    },
  )
  if (!moved) return false
  await expireCallbacks(trx, training.id, later(now, timing.callbackGrace))
  await publishChange(trx, {
    kind: 'training',
    machine_id: training.machineId,
    training_id: training.id,
    state: to,
    at: now,
  })
  await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId: training.machineId }, lingerUntil ?? undefined)
  return true
}
