import type { DeliveryOutcome, ErrorCode } from '@alavanca/contract'
import { findCallback, type CallbackRight } from '../../db/queries/callbacks.ts'
import type { Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'

/** A callback that reached a training and was turned away, with what its delivery log says of it. */
export class CallbackRefused extends AppError {
  readonly outcome: DeliveryOutcome
  constructor(outcome: DeliveryOutcome, code: ErrorCode, message: string) {
    super(code, message)
    this.outcome = outcome
  }
}

const unknown = 'This callback address is not known, or was replaced by a newer one.'

/**
 * The right that a token stands for, whether or not it still holds.
 *
 * @throws AppError `callback_unauthorized` for a token that was never given out, of which nothing is stored
 */
export const findRight = async (ctx: Deps, tokenHash: string, source: string | null): Promise<CallbackRight> => {
  const right = await findCallback(ctx.database.db, tokenHash)
  if (right) return right
  ctx.log.warn({ source }, 'a callback with an unknown token was refused')
  throw new AppError('callback_unauthorized', unknown)
}

/** @throws CallbackRefused `callback_unauthorized`, `callback_expired` */
export const checkRight = (ctx: Deps, right: CallbackRight): void => {
  if (right.voidedAt) throw new CallbackRefused('superseded', 'callback_unauthorized', unknown)
  if (right.machineDeleted) {
    throw new CallbackRefused('expired', 'callback_expired', 'The machine of this callback address was deleted.')
  }
  if (right.expiresAt && right.expiresAt < ctx.now()) {
    throw new CallbackRefused('expired', 'callback_expired', 'The training of this callback address ended a while ago.')
  }
}
