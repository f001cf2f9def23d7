import { ModelServiceError } from '@alavanca/model-service/client'
import { publishChange } from '../../db/queries/changes.ts'
import { moveTraining } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { claimNext, type Claim } from './claim.ts'
import { finishTraining } from './finish.ts'
import { fingerprintRanking } from './fingerprint.ts'
import { requeueTraining } from './requeue.ts'
import { later, maxAttempts, timing } from './timing.ts'

/** Sends the machine's next training to the model service, if there is one and its turn has come. */
export const dispatchTraining = async ({
  ctx,
  input,
}: Call<{ machineId: number; signal: AbortSignal }>): Promise<void> => {
  const claim = await claimNext({ ctx, input })
  if (!claim) return
  const renewal = setInterval(() => void renewLease(ctx, claim), timing.lease / 3)
  try {
    await send(ctx, claim, input.signal)
    await markTraining(ctx, claim)
  } catch (error) {
    await settleFailure(ctx, claim, error)
  } finally {
    clearInterval(renewal)
  }
}

const send = async (ctx: Deps, { training, attempt, dataset, callbackUrl }: Claim, signal: AbortSignal) => {
  const rankingBefore = await fingerprintRanking(ctx, training.modelId)
  await moveTraining(
    ctx.database.db,
    { id: training.id, from: ['sending'], attempt },
    { ranking_before: rankingBefore },
  )
  await ctx.modelService.train({
    modelId: training.modelId,
    callbackUrl,
    targetColumn: training.target,
    fileName: dataset.fileName,
    file: ctx.files.read(dataset.storageKey),
    bytes: dataset.bytes,
    signal,
  })
}

const renewLease = async (ctx: Deps, { training, attempt }: Claim): Promise<void> => {
  await moveTraining(
    ctx.database.db,
    { id: training.id, from: ['sending'], attempt },
    { lease_until: later(ctx.now(), timing.lease) },
  ).catch((error: unknown) => ctx.log.warn({ err: error, trainingId: training.id }, 'a lease could not be renewed'))
}

/** Does nothing when the callback was faster than the answer. */
const markTraining = (ctx: Deps, { training, attempt }: Claim): Promise<void> =>
  ctx.database.transact(async (trx) => {
    const set = { state: 'training', lease_until: null } as const
    if (!(await moveTraining(trx, { id: training.id, from: ['sending'], attempt }, set))) return
    await publishChange(trx, {
      kind: 'training',
      machine_id: training.machineId,
      training_id: training.id,
      state: 'training',
      at: ctx.now(),
    })
  })

const settleFailure = async (ctx: Deps, claim: Claim, error: unknown): Promise<void> => {
  const { training, attempt, dataset } = claim
  const kind = error instanceof ModelServiceError ? error.kind : 'local'
  ctx.log.warn({ err: error, trainingId: training.id, attempt, kind }, 'a training could not be sent')
  const fail = (code: Parameters<typeof finishTraining>[2]['failure'] & object) =>
    ctx.database.transact((trx) =>
      finishTraining(ctx, trx, { training, from: ['sending'], attempt, to: 'failed', failure: code }),
    )
  if (kind === 'local' && (error as NodeJS.ErrnoException).code === 'ENOENT') {
    await fail({ code: 'file_missing', message: `The file "${dataset.fileName}" is no longer stored; send it again.` })
  } else if (kind === 'rejected' && error instanceof ModelServiceError) {
    await fail({ code: 'model_service_rejected', message: error.detail ?? error.message })
  } else if (kind === 'unreachable' && ctx.now().getTime() - dataset.createdAt.getTime() > timing.patience) {
    await fail({ code: 'model_service_unavailable', message: 'The model service could not be reached for a day.' })
  } else if (kind === 'unreachable') {
    await ctx.database.transact((trx) => requeueTraining(ctx, trx, claim))
  } else if (attempt >= maxAttempts) {
    await fail({ code: 'model_service_failed', message: `The model service failed ${attempt} times in a row.` })
  } else {
    // The file may have arrived: the callback gets its time before the sweep takes the training back.
    await moveTraining(
      ctx.database.db,
      { id: training.id, from: ['sending'], attempt },
      { lease_until: later(ctx.now(), timing.unknownOutcome) },
    )
  }
}
