import { dropExpiredKeys, freeAllKeys } from '../../db/queries/idempotency-keys.ts'
import type { Call } from '../../deps.ts'

/**
 * Forgets keys whose time is over.
 *
 * @param alone whether no other process can hold one, as on start with an embedded database: then all are given back
 */
export const sweepKeys = async ({ ctx, input }: Call<{ alone: boolean }>): Promise<void> => {
  if (input.alone) await freeAllKeys(ctx.database.db)
  await dropExpiredKeys(ctx.database.db, ctx.now())
}
