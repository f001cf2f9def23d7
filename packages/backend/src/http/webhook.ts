import { limits } from '@alavanca/contract'
import type { MessageSignature } from '@alavanca/model-service/client'
import type { Context, Handler, Hono } from 'hono'
import { toAppError } from '../errors.ts'
import { CallbackRefused } from '../features/training/callback-right.ts'
import { acceptCallback } from '../features/training/callback.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { isJsonType, notJsonType, readBytes } from './read-body.ts'

/** Python posts of plain text carry no type at all; one that names another is no callback. */
const readBody = async (request: Request): Promise<Uint8Array> => {
  const type = request.headers.get('content-type')
  if (type !== null && !isJsonType(type)) throw notJsonType()
  return readBytes(request, limits.webhookBytes)
}

/** Standard Webhooks: all three headers, or none counts. */
const readSignature = ({ headers }: Request): MessageSignature | null => {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp')
  const signature = headers.get('webhook-signature')
  return id === null || timestamp === null || signature === null ? null : { id, timestamp, signature }
}

const sourceOf = ({ env }: Context<Env>): string | null =>
  env.incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? null

/** What the delivery log says, or the error's code where no training was reached. */
const outcomeOf = (error: unknown): string =>
  error instanceof CallbackRefused ? error.outcome : toAppError(error).code

const accept: Handler<Env> = async (c) => {
  const ctx = c.get('deps')
  const input = {
    token: c.req.param('token') ?? '',
    signature: readSignature(c.req.raw),
    readBody: () => readBody(c.req.raw),
    source: sourceOf(c),
  }
  try {
    const { message, modelId, status, outcome } = await acceptCallback({ ctx, input })
    ctx.metrics.callback(outcome)
    return c.json({ message, model_id: modelId, status })
  } catch (error) {
    ctx.metrics.callback(outcomeOf(error))
    throw error
  }
}

export const mountWebhook = (app: Hono<Env>): void => {
  route(app, '/webhook/treinamento', { POST: accept })
  route(app, '/webhook/treinamento/:token', { POST: accept })
}
