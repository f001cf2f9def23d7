import type { Db, Trx } from '../database.ts'

export interface CallbackRight {
  trainingId: number
  /** The attempt it was given out for. */
  attempt: number
  /** What a callback must name. */
  modelId: number
  voidedAt: Date | null
  expiresAt: Date | null
  /** Whether the training's machine was deleted: nothing can come of the training any more. */
  machineDeleted: boolean
}

export const insertCallback = async (
  trx: Trx,
  callback: { tokenHash: string; trainingId: number; attempt: number; createdAt: Date },
): Promise<void> => {
  await trx
    .insertInto('callbacks')
    .values({
      token_hash: callback.tokenHash,
      training_id: callback.trainingId,
      attempt: callback.attempt,
      created_at: callback.createdAt,
    })
    .execute()
}

export const findCallback = async (db: Db, tokenHash: string): Promise<CallbackRight | undefined> => {
  const row = await db
    .selectFrom('callbacks as c')
    .innerJoin('trainings as t', 't.id', 'c.training_id')
    .innerJoin('machines as m', 'm.id', 't.machine_id')
    .select(['c.training_id', 'c.attempt', 't.model_id', 'c.voided_at', 'c.expires_at', 'm.deleted_at'])
    .where('c.token_hash', '=', tokenHash)
    .executeTakeFirst()
  return (
    row && {
      trainingId: row.training_id,
      attempt: row.attempt,
      modelId: row.model_id,
      voidedAt: row.voided_at,
      expiresAt: row.expires_at,
      machineDeleted: row.deleted_at !== null,
    }
  )
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
