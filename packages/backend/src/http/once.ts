import { idempotencyKey } from '@alavanca/contract'
import type { Context } from 'hono'
import { takeTurn, type Answer, type Turn } from '../features/idempotency/turn.ts'
import { parseInput } from '../invalid-input.ts'
import type { Env } from './env.ts'

const header = 'idempotency-key'

/**
 * The turn of a request that may name itself by an `Idempotency-Key`.
 *
 * @throws InvalidInput when the key is none; AppError `key_in_use`
 */
export const turnOf = (c: Context<Env>, route: string): Promise<Turn> => {
  const given = c.req.header(header)
  const key = given === undefined ? null : parseInput(idempotencyKey, given, ['header', header])
  return takeTurn({ ctx: c.get('deps'), input: { route, key } })
}

export const sendAnswer = (c: Context<Env>, { status, body, replayed }: Answer): Response =>
  c.body(body, status, {
    'Content-Type': 'application/json',
    ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}),
  })
