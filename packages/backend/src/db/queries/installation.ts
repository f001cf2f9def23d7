import type { Db } from '../database.ts'

/** The installation's id; `fresh` becomes it when there is none yet. */
export const claimInstallationId = async (db: Db, fresh: string): Promise<string> => {
  await db
    .insertInto('installation')
    .values({ id: fresh })
    .onConflict((oc) => oc.column('one').doNothing())
    .execute()
  return (await db.selectFrom('installation').select('id').executeTakeFirstOrThrow()).id
}
