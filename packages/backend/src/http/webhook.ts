import { limits } from '@alavanca/contract'
import type { Handler, Hono } from 'hono'
import { acceptCallback } from '../features/training/callback.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { isJsonType, notJsonType, readText } from './read-body.ts'

/** Python posts of plain text carry no type at all; one that names another is no callback. */
const readBody = async (request: Request): Promise<string> => {
  const type = request.headers.get('content-type')
  if (type !== null && !isJsonType(type)) throw notJsonType()
  return readText(request, limits.webhookBytes)
}

const accept: Handler<Env> = async (c) => {
  const { message, modelId, status } = await acceptCallback({
    ctx: c.get('deps'),
    input: { token: c.req.param('token') ?? '', readBody: () => readBody(c.req.raw) },
  })
  return c.json({ message, model_id: modelId, status })
}

export const mountWebhook = (app: Hono<Env>): void => {
  route(app, '/webhook/treinamento', { POST: accept })
  route(app, '/webhook/treinamento/:token', { POST: accept })
}
