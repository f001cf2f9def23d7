import { createHash } from 'node:crypto'
import { toSafeText, type DeliveryOutcome } from '@alavanca/contract'
import type { MessageSignature } from '@alavanca/model-service/client'
import { findCallback } from '../../db/queries/callbacks.ts'
import { findTaken, insertDelivery, type NewDelivery } from '../../db/queries/deliveries.ts'
import { lockStep } from '../../db/queries/trainings.ts'
import type { Call, Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { applyCallback, standingOutcome } from './apply-callback.ts'
import { readCallback, type ReadCallback } from './callback-body.ts'
import { CallbackRefused, checkRight, findRight } from './callback-right.ts'
import { checkSignature, requireSignature } from './callback-signature.ts'
import { hashToken } from './tokens.ts'

export interface IncomingCallback {
  token: string
  /** Null without all three `webhook-*` headers. */
  signature: MessageSignature | null
  readBody: () => Promise<Uint8Array>
  /** Address it came from. */
  source: string | null
}

export interface CallbackAnswer {
  outcome: DeliveryOutcome
  message: string
  modelId: number
  status: string
}

type Arrival = Omit<NewDelivery, 'outcome'>

/**
 * Takes what a model service posts to a callback address. The token is looked at before the body is read, the signature
 * before it is parsed. Duplicates and late contradictions are answered with the first outcome and change nothing. All
 * that reaches a training stands in its delivery log, together with its effect.
 *
 * @throws AppError `callback_unauthorized`, `callback_expired`, `callback_wrong_model`, `invalid_input`
 */
export const acceptCallback = async ({ ctx, input }: Call<IncomingCallback>): Promise<CallbackAnswer> => {
  const tokenHash = hashToken(input.token)
  const right = await findRight(ctx, tokenHash, input.source)
  const { trainingId, attempt } = right
  let arrival: Arrival = { ...unread, trainingId, attempt, at: ctx.now(), source: input.source }
  try {
    checkRight(ctx, right)
    const signature = requireSignature(ctx, input.signature)
    const body = await input.readBody()
    arrival = { ...arrival, ...describeBody(body) }
    if (signature) {
      checkSignature(ctx, signature, body)
      arrival = { ...arrival, messageId: signature.id, eventKey: `id:${signature.id}` }
    }
    const read = readCallback(body, input.token)
    arrival = { ...arrival, status: toSafeText(read.callback.status, 100) }
    checkModel(right.modelId, read)
    const taken = await take(ctx, tokenHash, arrival, read)
    return { message: 'Webhook received', modelId: right.modelId, ...taken }
  } catch (error) {
    if (error instanceof AppError) await noteRefusal(ctx, arrival, error)
    throw error
  }
}

const unread = { status: null, eventKey: null, messageId: null, bodySha256: null, bytes: null }

const describeBody = (body: Uint8Array): Pick<Arrival, 'bytes' | 'bodySha256' | 'eventKey'> => {
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  return { bytes: body.byteLength, bodySha256, eventKey: `sha256:${bodySha256}` }
}

const checkModel = (modelId: number, { callback }: ReadCallback): void => {
  if (callback.model_id === modelId) return
  throw new CallbackRefused(
    'wrong_model',
    'callback_wrong_model',
    `This callback belongs to model ${modelId}, not to model ${callback.model_id}.`,
  )
}

/** The effect and its row in the log, once for each callback. @returns with the status that stands after it */
const take = (
  ctx: Deps,
  tokenHash: string,
  arrival: Arrival,
  read: ReadCallback,
): Promise<Pick<CallbackAnswer, 'outcome' | 'status'>> =>
  ctx.database.transact(async (trx) => {
    // Locked before the token is looked at again: a newer attempt that voids it holds the same lock.
    const training = await lockStep(trx, arrival.trainingId)
    const right = await findCallback(trx, tokenHash)
    if (!training || !right) throw new CallbackRefused('superseded', 'callback_unauthorized', 'The training is gone.')
    checkRight(ctx, right)
    const { trainingId, attempt, eventKey } = arrival
    const taken = eventKey === null ? undefined : await findTaken(trx, { trainingId, attempt, eventKey })
    if (taken) {
      await insertDelivery(trx, { ...arrival, outcome: 'duplicate' })
      return {
        outcome: 'duplicate',
        status: standingOutcome(training.state) ?? taken.status ?? read.callback.status,
      }
    }
    const { outcome, status } = await applyCallback(ctx, trx, { training, attempt, ...read })
    await insertDelivery(trx, { ...arrival, outcome })
    return { outcome, status }
  })

/** In a transaction of its own: what was refused has no effect that could go with it. */
const noteRefusal = (ctx: Deps, arrival: Arrival, error: AppError): Promise<void> =>
  ctx.database.transact(async (trx) => {
    if (!(await lockStep(trx, arrival.trainingId))) return
    const outcome = error instanceof CallbackRefused ? error.outcome : 'bad_body'
    await insertDelivery(trx, { ...arrival, outcome })
  })
