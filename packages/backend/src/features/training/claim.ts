import { insertAttempt } from '../../db/queries/attempts.ts'
import { insertCallback } from '../../db/queries/callbacks.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { findDataset } from '../../db/queries/datasets.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import { busyUntil, findNextQueued, moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Dataset } from '@alavanca/contract'
import type { Call } from '../../deps.ts'
import { postponeWhilePaused } from './postpone.ts'
import { later, timing } from './timing.ts'
import { hashToken, mintToken } from './tokens.ts'

export interface Claim {
  training: Step
  attempt: number
  dataset: Dataset & { storageKey: string }
  callbackUrl: string
}

/**
 * Takes the machine's next queued training for sending, if the model is free and its time has come: `sending`, one
 * attempt more, with a callback token of its own. When the time has not come, or calls to the model service pause, a job
 * for it is left instead.
 */
export const claimNext = ({ ctx, input: { machineId } }: Call<{ machineId: number }>): Promise<Claim | undefined> =>
  ctx.database.transact(async (trx) => {
    const now = ctx.now()
    if (!(await lockMachine(trx, machineId))) return undefined
    const training = await findNextQueued(trx, machineId)
    if (!training) return undefined
    const busy = await busyUntil(trx, machineId, now)
    // Whoever ends the training at work leaves the next job.
    if (busy === Infinity) return undefined
    const notBefore = Math.max(busy ?? 0, training.nextAttemptAt?.getTime() ?? 0)
    if (notBefore > now.getTime()) {
      await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId }, new Date(notBefore))
      return undefined
    }
    if (await postponeWhilePaused(ctx, trx, training)) return undefined
    const dataset = await findDataset(trx, training.datasetId)
    if (!dataset) return undefined
    const token = mintToken(ctx)
    const attempt = training.attempts + 1
    await moveTraining(
      trx,
      { id: training.id, from: ['queued'] },
      {
        state: 'sending',
        attempts: attempt,
        sent_at: now,
        next_attempt_at: null,
        lease_until: later(now, timing.lease),
        deadline_at: null,
        progress: null,
        stage: null,
      },
    )
    await insertAttempt(trx, { trainingId: training.id, attempt, startedAt: now })
    await insertCallback(trx, { tokenHash: hashToken(token), trainingId: training.id, attempt, createdAt: now })
    await publishChange(trx, {
      kind: 'training',
      machine_id: machineId,
      training_id: training.id,
      state: 'sending',
      at: now,
    })
    const callbackUrl = `${ctx.settings.publicBaseUrl}/webhook/treinamento/${token}`
    return { training, attempt, dataset, callbackUrl }
  })
