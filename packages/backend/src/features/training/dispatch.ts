import type { TrainingState } from '@alavanca/contract'
import { setTimeout } from 'node:timers/promises'
import { publishChange } from '../../db/queries/changes.ts'
import { findStep, moveTraining } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { claimNext, type Claim } from './claim.ts'
import { fingerprintRanking } from './fingerprint.ts'
import { noteOutcome, settleFailure } from './settle-attempt.ts'
import { later, timing } from './timing.ts'

/** Sends the machine's next training to the model service, if there is one and its turn has come. */
export const dispatchTraining = async ({
  ctx,
  input,
}: Call<{ machineId: number; signal: AbortSignal }>): Promise<void> => {
  const claim = await claimNext({ ctx, input })
  if (!claim) return
  // Aborted when the attempt is no longer this one's to make: cancelled, or taken over.
  const lost = new AbortController()
  const renewal = setInterval(() => void renewLease(ctx, claim, lost), timing.lease / 3)
  try {
    await send(ctx, claim, AbortSignal.any([input.signal, lost.signal]), lost)
    await markTraining(ctx, claim)
  } catch (error) {
    if (lost.signal.aborted) await ctx.database.transact((trx) => noteOutcome(ctx, trx, claim, 'abandoned'))
    else await settleFailure(ctx, claim, error)
  } finally {
    clearInterval(renewal)
  }
}

const send = async (ctx: Deps, claim: Claim, signal: AbortSignal, lost: AbortController): Promise<void> => {
  const { training, attempt, dataset, callbackUrl } = claim
  const rankingBefore = await fingerprintRanking(ctx, training.modelId)
  const isOurs = await moveTraining(
    ctx.database.db,
    { id: training.id, from: ['sending'], attempt },
    { ranking_before: rankingBefore },
  )
  if (!isOurs) lost.abort(new Error('the attempt is over'))
  await ctx.modelService.train({
    modelId: training.modelId,
    callbackUrl,
    targetColumn: training.target,
    fileName: dataset.fileName,
    file: ctx.files.read(dataset.storageKey, signal),
    bytes: dataset.bytes,
    signal,
  })
}

/** Where a training is not, while an attempt to send it is still of use. */
const overStates: ReadonlySet<TrainingState> = new Set(['queued', 'failed', 'cancelled'])

const renewLease = async (ctx: Deps, { training, attempt }: Claim, lost: AbortController): Promise<void> => {
  try {
    const set = { lease_until: later(ctx.now(), timing.lease) }
    const renewed = await moveTraining(ctx.database.db, { id: training.id, from: ['sending'], attempt }, set)
    if (renewed) return
    const current = await findStep(ctx.database.db, training.id)
    // A callback that came before the answer moves it on as well, and the sending goes on to its end.
    const isOver = !current || current.attempts !== attempt || overStates.has(current.state)
    if (isOver) lost.abort(new Error('the attempt is over'))
  } catch (error) {
    ctx.log.warn({ err: error, trainingId: training.id }, 'a lease could not be renewed')
  }
}

/** Pauses, in milliseconds, between tries to note that the service took the file: a double send is dearer. */
const notePauses = [500, 2_000, 5_000, 10_000, 20_000]

/** Moves nothing when the callback was faster than the answer. */
const markTraining = async (ctx: Deps, claim: Claim): Promise<void> => {
  const { training, attempt } = claim
  const note = () =>
    ctx.database.transact(async (trx) => {
      const deadline = later(ctx.now(), ctx.settings.trainingDeadlineS * 1_000)
      const set = { state: 'training', lease_until: null, deadline_at: deadline } as const
      const moved = await moveTraining(trx, { id: training.id, from: ['sending'], attempt }, set)
      await noteOutcome(ctx, trx, claim, 'accepted')
      if (!moved) return
      await publishChange(trx, {
        kind: 'training',
        machine_id: training.machineId,
        training_id: training.id,
        state: 'training',
        at: ctx.now(),
      })
    })
  for (const pause of notePauses) {
    try {
      return await note()
    } catch (error) {
      ctx.log.warn({ err: error, trainingId: training.id }, 'a sent training could not be noted; trying again')
      await setTimeout(pause)
    }
  }
  await note()
}
