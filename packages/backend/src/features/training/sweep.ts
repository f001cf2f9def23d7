import { ModelServiceError } from '@alavanca/model-service/client'
import { endAttempt } from '../../db/queries/attempts.ts'
import { publishChange, trimChanges } from '../../db/queries/changes.ts'
import {
  expireLeases,
  listForgottenMachines,
  listOverdue,
  moveTraining,
  type Overdue,
  type Step,
} from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { fingerprint } from './fingerprint.ts'
import { finishTraining } from './finish.ts'
import { requeueTraining } from './requeue.ts'
import { later, maxBadAttempts, timing } from './timing.ts'

type Caller = Pick<Call<never>, 'ctx'>

/** Events kept for browsers that were away; at ten a training, the last thousand trainings. */
const keptChanges = 10_000

/**
 * Looks after trainings that nobody looks after any more: their sender died, their result was lost, or their deadline
 * passed. Every step is a compare-and-set, so several processes may sweep at once.
 */
export const sweepTrainings = async ({ ctx }: Caller): Promise<void> => {
  const now = ctx.now()
  const overdue = await listOverdue(ctx.database.db, now)
  for (let start = 0; start < overdue.length; start += together) {
    await Promise.all(overdue.slice(start, start + together).map((training) => lookAfter(ctx, training, now)))
  }
  for (const machineId of await listForgottenMachines(ctx.database.db, later(now, -timing.forgotten))) {
    await ctx.jobs.enqueue(null, 'training-dispatch', { machineId })
  }
}

/** A probe of a hung service takes ten seconds: one after the other, the last would wait for minutes. */
const together = 8

/** One that cannot be dealt with must not keep the others waiting. */
const lookAfter = async (ctx: Deps, training: Overdue, now: Date): Promise<void> => {
  try {
    if (training.overdue === 'deadline') await endOverdue(ctx, training, now)
    else if (training.state === 'storing') await collectAgain(ctx, training)
    else await takeBack(ctx, training)
  } catch (error) {
    ctx.log.error({ err: error, trainingId: training.id }, 'an overdue training could not be dealt with')
  }
}

/** On start with a database that no other process can have open: whoever held a lease is gone. */
export const takeOverLeases = ({ ctx }: Caller): Promise<void> => expireLeases(ctx.database.db, ctx.now())

/** Keeps the outbox of the live stream short. */
export const trimOutbox = ({ ctx }: Caller): Promise<void> => trimChanges(ctx.database.db, keptChanges)

const takeBack = (ctx: Deps, training: Step): Promise<void> =>
  ctx.database.transact(async (trx) => {
    const { id: trainingId, attempts: attempt } = training
    const isOver =
      training.badAttempts + 1 < maxBadAttempts
        ? await requeueTraining(ctx, trx, { training, attempt, bad: true })
        : await finishTraining(ctx, trx, { training, from: ['sending'], attempt, to: 'failed', failure: exhausted })
    if (isOver) await endAttempt(trx, { trainingId, attempt, outcome: 'no_answer', detail: null, endedAt: ctx.now() })
  })

const exhausted = {
  code: 'model_service_failed',
  message: `The model service gave no usable answer in ${maxBadAttempts} attempts.`,
} as const

const collectAgain = (ctx: Deps, training: Step): Promise<unknown> =>
  ctx.database.transact(async (trx) => {
    const lease = { lease_until: later(ctx.now(), timing.lease) }
    if (await moveTraining(trx, { id: training.id, from: ['storing'] }, lease)) {
      await ctx.jobs.enqueue(trx, 'training-collect', { trainingId: training.id })
    }
  })

/** Every move asks again whether it is overdue still: its result may come while the service is probed. */
const endOverdue = async (ctx: Deps, training: Step, now: Date): Promise<void> => {
  if (training.state !== 'storing' && (await hasNewRanking(ctx, training))) {
    await recover(ctx, training, now)
    return
  }
  await ctx.database.transact((trx) =>
    finishTraining(ctx, trx, {
      training,
      from: [training.state],
      attempt: training.attempts,
      deadlineBefore: now,
      to: 'failed',
      lingers: training.state !== 'storing',
      failure:
        training.state === 'storing'
          ? {
              code: 'ranking_unavailable',
              message: 'The model service announced a result but did not give its ranking.',
            }
          : {
              code: 'deadline',
              message: `The model service did not report a result within ${ctx.settings.trainingDeadlineS} seconds.`,
            },
    }),
  )
}

/** The last question before a result is lost: asked even while calls to the service pause. */
const hasNewRanking = async (ctx: Deps, training: Step): Promise<boolean> => {
  if (training.rankingBefore === null) return false
  try {
    const { body, items } = await ctx.modelService.unguarded.ranking(training.modelId)
    return items.length > 0 && fingerprint(body) !== training.rankingBefore
  } catch (error) {
    if (error instanceof ModelServiceError) return false
    throw error
  }
}

/** The callback was lost but its result is there: stored without metrics, which only the callback carries. */
const recover = (ctx: Deps, training: Step, deadlineBefore: Date): Promise<unknown> =>
  ctx.database.transact(async (trx) => {
    const now = ctx.now()
    const moved = await moveTraining(
      trx,
      { id: training.id, from: ['sending', 'training'], attempt: training.attempts, deadlineBefore },
      { state: 'storing', lease_until: later(now, timing.lease), deadline_at: later(now, timing.storing) },
    )
    if (!moved) return
    await publishChange(trx, {
      kind: 'training',
      machine_id: training.machineId,
      training_id: training.id,
      state: 'storing',
      at: now,
    })
    await ctx.jobs.enqueue(trx, 'training-collect', { trainingId: training.id })
  })
