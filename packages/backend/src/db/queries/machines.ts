import { toMachineStatus, type Machine } from '@alavanca/contract'
import type { Db, Trx } from '../database.ts'
import { statement } from '../statement.ts'

/** Folds case and accents away, so that `Extrusão` is found by `extrusao`. */
export const searchKey = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()

/**
 * Machines that are not deleted, with their latest training that was not cancelled, from which the status follows, and
 * their last completed one, which the ranking belongs to. Both by index, one probe a machine.
 */
export const selectMachines = (db: Db) =>
  db
    .selectFrom('machines as m')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('trainings')
          .select(['id', 'state', 'target', 'progress', 'created_at'])
          .whereRef('machine_id', '=', 'm.id')
          .where('state', '<>', 'cancelled')
          .orderBy('id', 'desc')
          .limit(1)
          .as('latest'),
      (join) => join.onTrue(),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('trainings as t')
          .leftJoin('ranking_entries as e', (join) => join.onRef('e.training_id', '=', 't.id').on('e.position', '=', 1))
          .select(['t.id', 't.target', 't.r2', 't.finished_at', 'e.feature'])
          .whereRef('t.machine_id', '=', 'm.id')
          .where('t.state', '=', 'completed')
          .orderBy('t.id', 'desc')
          .limit(1)
          .as('result'),
      (join) => join.onTrue(),
    )
    .select([
      'm.id',
      'm.name',
      'm.model_id',
      'm.created_at',
      'latest.id as latest_id',
      'latest.state as latest_state',
      'latest.target as latest_target',
      'latest.progress as latest_progress',
      'latest.created_at as latest_created_at',
      'result.id as result_id',
      'result.target as result_target',
      'result.r2 as result_r2',
      'result.finished_at as result_finished_at',
      'result.feature as result_feature',
    ])
    .where('m.deleted_at', 'is', null)

type Selected = Awaited<ReturnType<ReturnType<typeof selectMachines>['execute']>>[number]

export const toMachine = (row: Selected): Machine => ({
  id: row.id,
  name: row.name,
  modelId: row.model_id,
  status: toMachineStatus(row.latest_state),
  createdAt: row.created_at,
  latestTraining:
    row.latest_id === null || row.latest_state === null || row.latest_target === null || row.latest_created_at === null
      ? null
      : {
          id: row.latest_id,
          state: row.latest_state,
          target: row.latest_target,
          progress: row.latest_progress,
          createdAt: row.latest_created_at,
        },
  lastResult:
    row.result_id === null || row.result_target === null || row.result_finished_at === null
      ? null
      : {
          trainingId: row.result_id,
          target: row.result_target,
          r2: row.result_r2,
          leadingFeature: row.result_feature,
          finishedAt: row.result_finished_at,
        },
})

const everyMachine = statement((db) => selectMachines(db).orderBy('m.id'))

/** Every machine, oldest first: the order old callers know, which a status change does not disturb. */
export const listAllMachines = async (db: Db): Promise<Machine[]> => (await everyMachine(db, {}, {})).map(toMachine)

export const findMachine = async (db: Db, id: number): Promise<Machine | undefined> => {
  const row = await selectMachines(db).where('m.id', '=', id).executeTakeFirst()
  return row && toMachine(row)
}

/**
 * Locks the row of a machine that is not deleted until the transaction ends: whoever decides what its one model does
 * next holds it, and so does who deletes it.
 */
export const lockMachine = async (trx: Trx, id: number): Promise<{ id: number; modelId: number } | undefined> => {
  const row = await trx
    .selectFrom('machines')
    .select(['id', 'model_id'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row && { id: row.id, modelId: row.model_id }
}

export const insertMachine = async (
  db: Db,
  { name, modelId, createdAt }: { name: string; modelId: number; createdAt: Date },
): Promise<number> => {
  const { id } = await db
    .insertInto('machines')
    .values({ name, search_name: searchKey(name), model_id: modelId, created_at: createdAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const renameMachine = async (db: Db, id: number, name: string): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('machines')
    .set({ name, search_name: searchKey(name) })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** From then on the machine and everything of it are not found. */
export const markMachineDeleted = async (trx: Trx, id: number, at: Date): Promise<void> => {
  await trx.updateTable('machines').set({ deleted_at: at }).where('id', '=', id).execute()
}

/** Machines that were deleted before `before`, the longest ago first. */
export const listDeletedMachines = async (db: Db, before: Date): Promise<number[]> => {
  const rows = await db
    .selectFrom('machines')
    .select('id')
    .where('deleted_at', '<', before)
    .orderBy('deleted_at')
    .execute()
  return rows.map((row) => row.id)
}

/** Drops a deleted machine with its data sets, trainings and rankings, for good. */
export const purgeMachine = async (db: Db, id: number): Promise<void> => {
  await db.deleteFrom('machines').where('id', '=', id).where('deleted_at', 'is not', null).execute()
}
