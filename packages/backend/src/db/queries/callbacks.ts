import type { Db, Trx } from '../database.ts'

export interface CallbackRight {
  trainingId: number
  voidedAt: Date | null
  expiresAt: Date | null
}

export const insertCallback = async (
  trx: Trx,
  { tokenHash, trainingId, createdAt }: { tokenHash: string; trainingId: number; createdAt: Date },
): Promise<void> => {
  await trx
    .insertInto('callbacks')
    .values({ token_hash: tokenHash, training_id: trainingId, created_at: createdAt })
    .execute()
}

export const findCallback = async (db: Db, tokenHash: string): Promise<CallbackRight | undefined> => {
  const row = await db
    .selectFrom('callbacks')
    .select(['training_id', 'voided_at', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row && { trainingId: row.training_id, voidedAt: row.voided_at, expiresAt: row.expires_at }
}

/** Takes the right away from every token the training has: a later attempt gets its own. */
export const voidCallbacks = async (db: Db, trainingId: number, at: Date): Promise<void> => {
  await db
    .updateTable('callbacks')
    .set({ voided_at: at })
    .where('training_id', '=', trainingId)
    .where('voided_at', 'is', null)
    .execute()
}

export const expireCallbacks = async (db: Db, trainingId: number, at: Date): Promise<void> => {
  await db
    .updateTable('callbacks')
    .set({ expires_at: at })
    .where('training_id', '=', trainingId)
    .where('voided_at', 'is', null)
    .execute()
}
