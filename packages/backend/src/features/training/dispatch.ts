import type { FailureCode, TrainingState } from '@alavanca/contract'
import { ModelServiceError } from '@alavanca/model-service/client'
import { setTimeout } from 'node:timers/promises'
import { publishChange } from '../../db/queries/changes.ts'
import { findStep, moveTraining } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { StorageAway } from '../../files/storage-away.ts'
import { claimNext, type Claim } from './claim.ts'
import { finishTraining } from './finish.ts'
import { fingerprintRanking } from './fingerprint.ts'
import { requeueTraining } from './requeue.ts'
import { later, maxBadAttempts, timing } from './timing.ts'

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
    if (!lost.signal.aborted) await settleFailure(ctx, claim, error)
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

/** Does nothing when the callback was faster than the answer. */
const markTraining = async (ctx: Deps, { training, attempt }: Claim): Promise<void> => {
  const note = () =>
    ctx.database.transact(async (trx) => {
      const deadline = later(ctx.now(), ctx.settings.trainingDeadlineS * 1_000)
      const set = { state: 'training', lease_until: null, deadline_at: deadline } as const
      if (!(await moveTraining(trx, { id: training.id, from: ['sending'], attempt }, set))) return
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

/** What is known of an attempt that did not end with the service's consent. */
type Fate = 'gone' | 'unread' | 'refused' | 'away' | 'failed' | 'open'

const fateOf = (error: unknown): Fate => {
  if (error instanceof StorageAway) return 'unread'
  if (!(error instanceof ModelServiceError)) return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'open'
  if (error.kind === 'rejected') return 'refused'
  // A proxy that finds nobody behind it answers 502 or 503.
  if (error.kind === 'unreachable' || error.status === 502 || error.status === 503) return 'away'
  // 504 is a proxy's own impatience: the service may have the file.
  return error.status !== undefined && error.status !== 504 ? 'failed' : 'open'
}

const settleFailure = async (ctx: Deps, claim: Claim, error: unknown): Promise<void> => {
  const { training, attempt, dataset } = claim
  const fate = fateOf(error)
  ctx.log.warn({ err: error, trainingId: training.id, attempt, fate }, 'a training could not be sent')
  const requeue = (bad: boolean) =>
    ctx.database.transact((trx) => requeueTraining(ctx, trx, { training, attempt, bad }))
  const fail = (code: FailureCode, message: string) =>
    ctx.database.transact((trx) =>
      finishTraining(ctx, trx, { training, from: ['sending'], attempt, to: 'failed', failure: { code, message } }),
    )
  const waited = ctx.now().getTime() - training.createdAt.getTime()
  switch (fate) {
    case 'gone':
      await fail('file_missing', `The file "${dataset.fileName}" is no longer stored; send it again.`)
      break
    case 'unread':
      // The service has at most a part of the file, and the rest is not known to be lost.
      await requeue(false)
      break
    case 'refused':
      await fail('model_service_rejected', refusalOf(error))
      break
    case 'away':
      if (waited < timing.patience) await requeue(false)
      else await fail('model_service_unavailable', 'The model service could not be reached for a day.')
      break
    case 'failed':
      if (training.badAttempts + 1 < maxBadAttempts) await requeue(true)
      else await fail('model_service_failed', `The model service failed ${maxBadAttempts} times: ${refusalOf(error)}`)
      break
    case 'open':
      // The callback gets its time before the sweep takes the training back.
      await moveTraining(
        ctx.database.db,
        { id: training.id, from: ['sending'], attempt },
        { lease_until: later(ctx.now(), timing.unknownOutcome) },
      )
      break
  }
}

const refusalOf = (error: unknown): string =>
  error instanceof ModelServiceError ? (error.detail ?? error.message) : String(error)
