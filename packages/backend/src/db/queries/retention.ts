import { nonTerminalStates } from '@alavanca/contract'
import { sql, type ExpressionBuilder } from 'kysely'
import type { Db, Trx } from '../database.ts'
import type { Tables } from '../tables/index.ts'

/** No training that has not ended, and none that ended since `before`; for those without any, when the file came. */
const isUnneeded = (eb: ExpressionBuilder<Tables & { d: Tables['datasets'] }, 'd'>, before: Date) =>
  eb.and([
    eb('d.removed_at', 'is', null),
    eb('d.created_at', '<', before),
    eb.not(
      eb.exists(
        eb
          .selectFrom('trainings as t')
          .select(sql`1`.as('one'))
          .whereRef('t.dataset_id', '=', 'd.id')
          .where((or) => or.or([or('t.state', 'in', nonTerminalStates), or('t.finished_at', '>=', before)])),
      ),
    ),
  ])

/** Data sets of machines that are not deleted whose files nobody has needed since `before`. */
export const listUnneededDatasets = (db: Db, before: Date): Promise<{ id: number; machineId: number }[]> =>
  db
    .selectFrom('datasets as d')
    .innerJoin('machines as m', (join) => join.onRef('m.id', '=', 'd.machine_id').on('m.deleted_at', 'is', null))
    .select(['d.id', 'd.machine_id as machineId'])
    .where((eb) => isUnneeded(eb, before))
    .orderBy('d.id')
    .execute()

/** Marks the file as removed if nobody needs it still, and gives its key. */
export const markDatasetRemoved = async (
  trx: Trx,
  { id, before, at }: { id: number; before: Date; at: Date },
): Promise<string | undefined> => {
  const row = await trx
    .updateTable('datasets as d')
    .set({ removed_at: at })
    .where('d.id', '=', id)
    .where((eb) => isUnneeded(eb, before))
    .returning('d.storage_key')
    .executeTakeFirst()
  return row?.storage_key
}
