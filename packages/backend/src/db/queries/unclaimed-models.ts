import type { Db, Trx } from '../database.ts'

export interface UnclaimedModel {
  /** Ours, since a model service may give the same id again. */
  id: string
  modelId: number
}

/** Notes a model before a machine has it. */
export const noteModel = async (db: Db, { id, modelId }: UnclaimedModel, at: Date): Promise<void> => {
  await db.insertInto('unclaimed_models').values({ id, model_id: modelId, created_at: at }).execute()
}

/** Makes the model a machine's, in the transaction that makes the machine; false when it was given up. */
export const claimModel = async (trx: Trx, id: string): Promise<boolean> => {
  const { numDeletedRows } = await trx
    .deleteFrom('unclaimed_models')
    .where('id', '=', id)
    .where('given_up_at', 'is', null)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Keeps any machine from having the model; false when one has it. */
export const giveUpModel = async (db: Db, { id, modelId }: UnclaimedModel, at: Date): Promise<boolean> => {
  const given = await db
    .updateTable('unclaimed_models')
    .set({ given_up_at: at })
    .where('id', '=', id)
    .returning((eb) =>
      eb
        .exists(eb.selectFrom('machines').select('id').where('model_id', '=', modelId).where('deleted_at', 'is', null))
        .as('taken'),
    )
    .executeTakeFirst()
  return given !== undefined && !given.taken
}

/** Models whose machine should have been there long ago, and those given up already. */
export const listLeftModels = async (db: Db, notedBefore: Date): Promise<UnclaimedModel[]> => {
  const rows = await db
    .selectFrom('unclaimed_models')
    .select(['id', 'model_id'])
    .where((eb) => eb.or([eb('created_at', '<', notedBefore), eb('given_up_at', 'is not', null)]))
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({ id: row.id, modelId: row.model_id }))
}

/** Forgets a model that was given up and is gone, or that another machine turned out to have. */
export const forgetModel = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('unclaimed_models').where('id', '=', id).where('given_up_at', 'is not', null).execute()
}
