import { limits } from '@alavanca/contract'
import type { Handler, Hono } from 'hono'
import { acceptCallback } from '../features/training/callback.ts'
import type { Env } from './env.ts'
import { route } from './methods.ts'
import { readText } from './read-body.ts'

const accept: Handler<Env> = async (c) => {
  const { message, modelId, status } = await acceptCallback({
    ctx: c.get('deps'),
    input: { token: c.req.param('token') ?? '', readBody: () => readText(c.req.raw, limits.webhookBytes) },
  })
  return c.json({ message, model_id: modelId, status })
}

export const mountWebhook = (app: Hono<Env>): void => {
  route(app, '/webhook/treinamento', { POST: accept })
  route(app, '/webhook/treinamento/:token', { POST: accept })
}
