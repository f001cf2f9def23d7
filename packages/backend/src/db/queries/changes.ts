import type { Change } from '@alavanca/contract'
import { sql } from 'kysely'
import { changeChannel, type Db, type Trx } from '../database.ts'
import type { ChangeRow, ChangeTable } from '../tables/changes.ts'

export interface SequencedChange {
  seq: number
  change: Change
}

const toChange = (row: ChangeRow): SequencedChange => ({
  seq: row.seq,
  change: {
    kind: row.kind,
    machineId: row.machine_id,
    training:
      row.training_id === null || row.state === null
        ? null
        : { id: row.training_id, state: row.state, progress: row.progress, stage: row.stage },
    at: row.at,
  },
})

type NewChange = Pick<ChangeTable, 'kind' | 'machine_id' | 'at'> &
  Partial<Pick<ChangeTable, 'training_id' | 'state' | 'progress' | 'stage'>>

/** Any number that no other lock of the database uses. */
const publishLock = 7_302_001

/**
 * Adds an event to the live stream, seen once the transaction commits. The lock makes sequence order commit order:
 * without it a reader could pass a lower number that commits later, and lose it.
 */
export const publishChange = async (trx: Trx, change: NewChange): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${sql.lit(publishLock)})`.execute(trx)
  await trx.insertInto('changes').values(change).execute()
  await sql`select pg_notify(${changeChannel}, '')`.execute(trx)
}

/** At most `limit` events after `seq`, in order. */
export const listChangesAfter = async (db: Db, seq: number, limit: number): Promise<SequencedChange[]> => {
  const rows = await db.selectFrom('changes').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute()
  return rows.map(toChange)
}

/** First and last sequence number kept; both 0 while there is none. */
export const changeBounds = async (db: Db): Promise<{ first: number; last: number }> => {
  const row = await db
    .selectFrom('changes')
    .select((eb) => [eb.fn.min('seq').as('first'), eb.fn.max('seq').as('last')])
    .executeTakeFirst()
  return { first: row?.first ?? 0, last: row?.last ?? 0 }
}

/** Drops all but the newest `keep` events; who was away for longer is told to read everything again. */
export const trimChanges = async (db: Db, keep: number): Promise<void> => {
  const { last } = await changeBounds(db)
  await db
    .deleteFrom('changes')
    .where('seq', '<=', last - keep)
    .execute()
}
