import { randomUUID, createHash } from 'node:crypto'
import type { Trx } from '../../db/database.ts'
import { findAnswer, freeKey, keepAnswer, renewKey, takeKey, type HeldKey } from '../../db/queries/idempotency-keys.ts'
import type { Call, Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { InvalidInput } from '../../invalid-input.ts'
import { later } from '../training/timing.ts'
import { keyTiming } from './timing.ts'

/** Called by a verb inside its transaction with what it will return: so the answer is kept if and only if the effect is. */
export type Keep<T> = (trx: Trx, result: T) => Promise<void>

export interface Answer {
  status: 200 | 201
  /** JSON text. */
  body: string
  replayed: boolean
}

interface Request<T> {
  /** All that the request asks for: a key stands for one request only. */
  asks: readonly (string | number)[]
  status: Answer['status']
  act: (keep: Keep<T>) => Promise<T>
  toBody: (result: T) => object
}

/** A request's right to have its effect. Its end gives the key back, unless an answer was kept. */
export interface Turn extends AsyncDisposable {
  /**
   * Acts, or gives the answer of the same request again.
   *
   * @throws InvalidInput `key_reused` when the key had another request; AppError `key_in_use` when the key was lost
   */
  answer<T>(request: Request<T>): Promise<Answer>
}

/**
 * Takes a request's turn. Without a key every request has its own; with one, only the first has: the others wait for
 * its end, and get its answer.
 *
 * @throws AppError `key_in_use` while another request with the key runs
 */
export const takeTurn = async ({
  ctx,
  input: { route, key },
}: Call<{ route: string; key: string | null }>): Promise<Turn> => {
  if (key === null) return anyTurn
  const held = { route, key, claim: randomUUID() }
  // Twice, since whoever has the key may give it back between the two looks.
  for (let look = 0; look < 2; look++) {
    const now = ctx.now()
    if (await takeKey(ctx.database.db, held, { now, until: later(now, keyTiming.lease) })) return firstTurn(ctx, held)
    const kept = await findAnswer(ctx.database.db, held)
    if (kept) return laterTurn(kept)
    if (kept === null) break
  }
  throw inUse()
}

const inUse = () =>
  new AppError('key_in_use', 'A request with this Idempotency-Key is still being answered; ask again shortly.')

const reused = () =>
  new InvalidInput(
    [
      {
        loc: ['header', 'idempotency-key'],
        msg: 'This Idempotency-Key was used for another request; use a new one for each request.',
        type: 'key_reused',
      },
    ],
    'key_reused',
  )

const hashOf = (asks: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(asks)).digest('hex')

const anyTurn: Turn = {
  answer: async ({ act, status, toBody }) => ({
    status,
    body: JSON.stringify(toBody(await act(async () => {}))),
    replayed: false,
  }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

const laterTurn = ({ requestHash, status, body }: { requestHash: string; status: number; body: string }): Turn => ({
  answer: ({ asks }) => {
    if (hashOf(asks) !== requestHash) return Promise.reject(reused())
    return Promise.resolve({ status: status === 201 ? 201 : 200, body, replayed: true })
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
})

const firstTurn = (ctx: Deps, held: HeldKey): Turn => {
  const { db } = ctx.database
  const unless = (what: string) => (error: unknown) => ctx.log.warn({ err: error, route: held.route }, what)
  const renewal = setInterval(() => {
    renewKey(db, held, later(ctx.now(), keyTiming.lease)).catch(unless('a key could not be renewed'))
  }, keyTiming.lease / 3)
  return {
    answer: async ({ asks, status, act, toBody }) => {
      const requestHash = hashOf(asks)
      const toText = (result: Parameters<typeof toBody>[0]) => JSON.stringify(toBody(result))
      const result = await act(async (trx, done) => {
        const answer = { requestHash, status, body: toText(done) }
        if (!(await keepAnswer(trx, held, answer, later(ctx.now(), keyTiming.kept)))) throw inUse()
      })
      return { status, body: toText(result), replayed: false }
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(renewal)
      await freeKey(db, held).catch(unless('a key could not be given back; it is free when its lease ends'))
    },
  }
}
