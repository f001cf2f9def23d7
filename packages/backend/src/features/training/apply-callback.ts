import { callbackOutcome, openStates, readWireDate, toSafeText, type TrainingState } from '@alavanca/contract'
import { sql } from 'kysely'
import type { Trx } from '../../db/database.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import type { ReadCallback } from './callback-body.ts'
import { finishTraining } from './finish.ts'
import { later, timing } from './timing.ts'

interface Applied {
  outcome: 'applied' | 'late'
  /** The outcome that stands after it, as the model service names it. */
  status: string
}

interface Application extends ReadCallback {
  /** Its row is locked, so its state is what it is until the transaction ends. */
  training: Step
  /** The attempt whose address it came to: only that one may move the training. */
  attempt: number
}

/** Brings a callback to its training, if that is still where the callback can move it. */
export const applyCallback = async (ctx: Deps, trx: Trx, application: Application): Promise<Applied> => {
  const { training, attempt, callback } = application
  switch (callbackOutcome(callback)) {
    case 'completed':
      if (await complete(ctx, trx, application)) return { outcome: 'applied', status: 'completed' }
      break
    case 'failed': {
      const message = callback.error ?? `The model service reported "${callback.status}".`
      const failure = { code: 'model_service_failed', message } as const
      const ending = { training, from: openStates, attempt, to: 'failed', failure } as const
      if (await finishTraining(ctx, trx, ending)) return { outcome: 'applied', status: 'failed' }
      break
    }
    case 'progress':
      if (await progress(ctx, trx, application)) return { outcome: 'applied', status: callback.status }
      return { outcome: 'late', status: standingOutcome(training.state) ?? callback.status }
  }
  return { outcome: 'late', status: await settle(ctx, trx, application) }
}

/** What a training came to, in the words of callbacks; undefined while its outcome is open. */
export const standingOutcome = (state: TrainingState): string | undefined => {
  if (openStates.some((open) => open === state)) return undefined
  return state === 'storing' ? 'completed' : state
}

const complete = async (ctx: Deps, trx: Trx, application: Application): Promise<boolean> => {
  const { training, attempt, callback, metricsJson } = application
  const now = ctx.now()
  const { metrics } = callback
  const moved = await moveTraining(
    trx,
    { id: training.id, from: openStates, attempt },
    {
      state: 'storing',
      progress: 1,
      stage: null,
      lease_until: later(now, timing.lease),
      deadline_at: later(now, timing.storing),
      metrics_json: metricsJson,
      r2: metrics?.r2 ?? null,
      mae: metrics?.mae ?? null,
      rmse: metrics?.rmse ?? null,
      n_train: metrics?.n_train ?? null,
      n_test: metrics?.n_test ?? null,
      n_features: metrics?.n_features ?? null,
      metrics_date: readWireDate(metrics?.date),
    },
  )
  if (!moved) return false
  await publish(ctx, trx, training, 'storing', null)
  await ctx.jobs.enqueue(trx, 'training-collect', { trainingId: training.id })
  return true
}

const progress = async (ctx: Deps, trx: Trx, { training, attempt, callback }: Application): Promise<boolean> => {
  const share = callback.progress ?? null
  const stage = callback.stage ? toSafeText(callback.stage, 100) : null
  const set = {
    state: 'training' as const,
    progress: share,
    stage,
    lease_until: null,
    // Set when the service takes the file, unless this is the first word of it.
    deadline_at: sql<Date>`coalesce(deadline_at, ${later(ctx.now(), ctx.settings.trainingDeadlineS * 1_000)})`,
  }
  if (!(await moveTraining(trx, { id: training.id, from: ['sending', 'training'], attempt }, set))) return false
  await publish(ctx, trx, training, 'training', { progress: share, stage })
  return true
}

/** The training had ended, or is being stored: nothing changes, but its model is known to be free now. */
const settle = async (ctx: Deps, trx: Trx, { training, attempt, callback }: Application): Promise<string> => {
  const ended = { id: training.id, from: ['cancelled', 'failed'], attempt } as const
  const released = await moveTraining(trx, ended, { linger_until: null })
  if (released) await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId: training.machineId })
  return standingOutcome(training.state) ?? callback.status
}

const publish = (
  ctx: Deps,
  trx: Trx,
  training: Step,
  state: TrainingState,
  detail: { progress: number | null; stage: string | null } | null,
): Promise<void> =>
  publishChange(trx, {
    kind: 'training',
    machine_id: training.machineId,
    training_id: training.id,
    state,
    ...detail,
    at: ctx.now(),
  })
