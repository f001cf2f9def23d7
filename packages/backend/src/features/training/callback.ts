import {
  callback as callbackSchema,
  callbackOutcome,
  fieldsOf,
  jsonExcess,
  limits,
  occupyingStates,
  openStates,
  parseLenientJson,
  parseVerbatim,
  readWireDate,
  toSafeText,
  type Callback,
  type TrainingState,
} from '@alavanca/contract'
import { sql } from 'kysely'
import type { Trx } from '../../db/database.ts'
import { findCallback } from '../../db/queries/callbacks.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { findStep, moveTraining, type Step } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { invalidInput, parseInput } from '../../invalid-input.ts'
import { finishTraining } from './finish.ts'
import { later, timing } from './timing.ts'
import { hashToken } from './tokens.ts'

export interface CallbackAnswer {
  message: string
  modelId: number
  status: string
}

/**
 * Takes what a model service posts to a callback address. The token is checked before the body is read; duplicates
 * and late contradictions are answered with the first outcome and change nothing.
 *
 * @throws AppError `callback_unauthorized`, `callback_expired`, `callback_wrong_model`, `invalid_input`
 */
export const acceptCallback = async ({
  ctx,
  input,
}: Call<{ token: string; readBody: () => Promise<string> }>): Promise<CallbackAnswer> => {
  const tokenHash = hashToken(input.token)
  await authorize(ctx, tokenHash)
  const text = await input.readBody()
  const body = parseBody(text)
  return ctx.database.transact(async (trx) => {
    const training = await authorize(ctx, tokenHash, trx)
    if (body.model_id !== training.modelId) {
      throw new AppError(
        'callback_wrong_model',
        `This callback belongs to model ${training.modelId}, not to model ${body.model_id}.`,
      )
    }
    const status = await apply(ctx, trx, training, body, metricsText(text))
    return { message: 'Webhook received', modelId: body.model_id, status }
  })
}

const authorize = async (ctx: Deps, tokenHash: string, trx?: Trx): Promise<Step> => {
  const db = trx ?? ctx.database.db
  const right = await findCallback(db, tokenHash)
  const training = right && !right.voidedAt ? await findStep(db, right.trainingId) : undefined
  if (!right || !training) {
    throw new AppError('callback_unauthorized', 'This callback address is not known, or was replaced by a newer one.')
  }
  if (right.machineDeleted) {
    throw new AppError('callback_expired', 'The machine of this callback address was deleted.')
  }
  if (right.expiresAt && right.expiresAt < ctx.now()) {
    throw new AppError('callback_expired', 'The training of this callback address ended a while ago.')
  }
  return training
}

const parseBody = (text: string): Callback => {
  let json
  try {
    json = parseLenientJson(text)
  } catch {
    throw invalidInput('The body is not JSON.', ['body'])
  }
  const excess = jsonExcess(json, { depth: limits.jsonDepth, keys: limits.jsonKeys })
  if (excess) {
    const limit = excess === 'depth' ? `${limits.jsonDepth} levels` : `${limits.jsonKeys} keys`
    throw invalidInput(`The body has more than ${limit}.`, ['body'])
  }
  return parseInput(callbackSchema, json, ['body'])
}

const metricsText = (text: string): string | null => {
  const metrics = fieldsOf(parseVerbatim(text)).find(([name]) => name === 'metrics')?.[1]
  return typeof metrics !== 'object' || metrics === null || Array.isArray(metrics) ? null : JSON.stringify(metrics)
}

/** @returns the outcome that stands after it, as the model service names it */
const apply = async (ctx: Deps, trx: Trx, training: Step, body: Callback, metricsJson: string | null) => {
  switch (callbackOutcome(body)) {
    case 'completed':
      if (await complete(ctx, trx, training, body, metricsJson)) return 'completed'
      break
    case 'failed': {
      const message = body.error ?? `The model service reported "${body.status}".`
      const failure = { code: 'model_service_failed', message } as const
      if (await finishTraining(ctx, trx, { training, from: openStates, to: 'failed', failure })) return 'failed'
      break
    }
    case 'progress':
      return (await progress(ctx, trx, training, body)) ? body.status : outcomeOf(trx, training)
  }
  return settle(ctx, trx, training)
}

const complete = async (ctx: Deps, trx: Trx, training: Step, body: Callback, metricsJson: string | null) => {
  const now = ctx.now()
  const { metrics } = body
  const moved = await moveTraining(
    trx,
    { id: training.id, from: openStates },
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

const progress = async (ctx: Deps, trx: Trx, training: Step, body: Callback) => {
  const share = body.progress ?? null
  const stage = body.stage ? toSafeText(body.stage, 100) : null
  const set = {
    state: 'training' as const,
    progress: share,
    stage,
    lease_until: null,
    // Set when the service takes the file, unless this is the first word of it.
    deadline_at: sql<Date>`coalesce(deadline_at, ${later(ctx.now(), ctx.settings.trainingDeadlineS * 1_000)})`,
  }
  if (!(await moveTraining(trx, { id: training.id, from: ['sending', 'training'] }, set))) return false
  await publish(ctx, trx, training, 'training', { progress: share, stage })
  return true
}

/** The training had ended, or is being stored: nothing changes, but its model is known to be free now. */
const settle = async (ctx: Deps, trx: Trx, training: Step): Promise<string> => {
  const released = await moveTraining(trx, { id: training.id, from: ['cancelled', 'failed'] }, { linger_until: null })
  if (released) await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId: training.machineId })
  return outcomeOf(trx, training)
}

/** The first outcome, in the words of callbacks. */
const outcomeOf = async (trx: Trx, training: Step): Promise<string> => {
  const { state } = (await findStep(trx, training.id)) ?? training
  return occupyingStates.some((occupying) => occupying === state) ? 'completed' : state
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
