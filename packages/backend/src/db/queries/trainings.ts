import {
  nonTerminalStates,
  readExtraFields,
  parseVerbatim,
  wireMetrics,
  type Metrics,
  type Training,
  type TrainingState,
} from '@alavanca/contract'
import type { UpdateObject } from 'kysely'
import type { Db, Trx } from '../database.ts'
import type { Tables } from '../tables/index.ts'
import type { TrainingRow } from '../tables/trainings.ts'

const knownMetrics = new Set(Object.keys(wireMetrics.shape))

const toMetrics = (row: TrainingRow): Metrics | null =>
  row.metrics_json === null
    ? null
    : {
        r2: row.r2,
        mae: row.mae,
        rmse: row.rmse,
        nTrain: row.n_train,
        nTest: row.n_test,
        nFeatures: row.n_features,
        date: row.metrics_date,
        extra: readExtraFields(parseVerbatim(row.metrics_json), knownMetrics),
      }

const toTraining = (row: TrainingRow & { file_name: string; row_count: number }): Training => ({
  id: row.id,
  machineId: row.machine_id,
  datasetId: row.dataset_id,
  fileName: row.file_name,
  rows: row.row_count,
  target: row.target,
  state: row.state,
  progress: row.progress,
  stage: row.stage,
  retryOf: row.retry_of,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  finishedAt: row.finished_at,
  deadlineAt: row.deadline_at,
  failure:
    row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? row.failure_code },
  metrics: toMetrics(row),
})

/** Those of machines that are not deleted. */
const selectTrainings = (db: Db) =>
  db
    .selectFrom('trainings as t')
    .innerJoin('datasets as d', 'd.id', 't.dataset_id')
    .innerJoin('machines as m', (join) => join.onRef('m.id', '=', 't.machine_id').on('m.deleted_at', 'is', null))
    .selectAll('t')
    .select(['d.file_name', 'd.row_count'])

export const findTraining = async (db: Db, id: number): Promise<Training | undefined> => {
  const row = await selectTrainings(db).where('t.id', '=', id).executeTakeFirst()
  return row && toTraining(row)
}

/** Newest first. */
export const listTrainings = async (
  db: Db,
  { machineId, beforeId, limit }: { machineId: number; beforeId: number | undefined; limit: number },
): Promise<Training[]> => {
  const rows = await selectTrainings(db)
    .where('t.machine_id', '=', machineId)
    .$if(beforeId !== undefined, (q) => q.where('t.id', '<', beforeId ?? 0))
    .orderBy('t.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toTraining)
}

/** The training whose ranking a machine shows. */
export const findLastCompleted = async (db: Db, machineId: number): Promise<Training | undefined> => {
  const row = await selectTrainings(db)
    .where('t.machine_id', '=', machineId)
    .where('t.state', '=', 'completed')
    .orderBy('t.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toTraining(row)
}

export interface NewTraining {
  machineId: number
  datasetId: number
  modelId: number
  target: string
  retryOf: number | null
  createdAt: Date
}

export const insertTraining = async (trx: Trx, training: NewTraining): Promise<number> => {
  const { id } = await trx
    .insertInto('trainings')
    .values({
      machine_id: training.machineId,
      dataset_id: training.datasetId,
      model_id: training.modelId,
      target: training.target,
      state: 'queued',
      retry_of: training.retryOf,
      created_at: training.createdAt,
      attempts: 0,
      bad_attempts: 0,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What a step of the state machine needs to know of a training. */
export interface Step {
  id: number
  machineId: number
  modelId: number
  datasetId: number
  target: string
  state: TrainingState
  attempts: number
  badAttempts: number
  rankingBefore: string | null
  createdAt: Date
}

const stepColumns = [
  'id',
  'machine_id',
  'model_id',
  'dataset_id',
  'target',
  'state',
  'attempts',
  'bad_attempts',
  'ranking_before',
  'created_at',
] as const

const toStep = (row: Pick<TrainingRow, (typeof stepColumns)[number]>): Step => ({
  id: row.id,
  machineId: row.machine_id,
  modelId: row.model_id,
  datasetId: row.dataset_id,
  target: row.target,
  state: row.state,
  attempts: row.attempts,
  badAttempts: row.bad_attempts,
  rankingBefore: row.ranking_before,
  createdAt: row.created_at,
})

export const findStep = async (db: Db, id: number): Promise<Step | undefined> => {
  const row = await db.selectFrom('trainings').select(stepColumns).where('id', '=', id).executeTakeFirst()
  return row && toStep(row)
}

/** What a training must be like for a move to happen. */
export interface Expected {
  id: number
  from: readonly TrainingState[]
  attempt?: number
  deadlineBefore?: Date
}

/** As {@link findStep}, and keeps everybody else from moving it until the transaction ends. */
export const lockStep = async (trx: Trx, id: number): Promise<Step | undefined> => {
  const row = await trx.selectFrom('trainings').select(stepColumns).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toStep(row)
}

/** All the machine's trainings that have not ended, locked in one order, so that two who lock several never cross. */
export const lockUnfinished = async (trx: Trx, machineId: number): Promise<Step[]> => {
  const rows = await trx
    .selectFrom('trainings')
    .select(stepColumns)
    .where('machine_id', '=', machineId)
    .where('state', 'in', nonTerminalStates)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(toStep)
}

/**
 * Compare-and-set: moves the training when it is in one of the states `from` (and, if given, on that attempt), and
 * tells whether it did. No other statement changes a training's state.
 */
export const moveTraining = async (
  db: Db,
  { id, from, attempt, deadlineBefore }: Expected,
  set: UpdateObject<Tables, 'trainings'>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('trainings')
    .set(set)
    .where('id', '=', id)
    .where('state', 'in', from)
    .$if(attempt !== undefined, (q) => q.where('attempts', '=', attempt ?? 0))
    .$if(deadlineBefore !== undefined, (q) => q.where('deadline_at', '<', deadlineBefore ?? null))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Until when the machine's model is, or may be, busy: null when it is free, `Infinity` while a training is at work. */
export const busyUntil = async (trx: Trx, machineId: number, now: Date): Promise<number | null> => {
  const rows = await trx
    .selectFrom('trainings')
    .select(['state', 'linger_until'])
    .where('machine_id', '=', machineId)
    .where((eb) => eb.or([eb('state', 'in', ['sending', 'training', 'storing']), eb('linger_until', '>', now)]))
    .execute()
  if (rows.length === 0) return null
  return Math.max(...rows.map(({ linger_until: until }) => until?.getTime() ?? Infinity))
}

export const findNextQueued = async (
  trx: Trx,
  machineId: number,
): Promise<(Step & { nextAttemptAt: Date | null }) | undefined> => {
  const row = await trx
    .selectFrom('trainings')
    .select([...stepColumns, 'next_attempt_at'])
    .where('machine_id', '=', machineId)
    .where('state', '=', 'queued')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && { ...toStep(row), nextAttemptAt: row.next_attempt_at }
}

export interface Overdue extends Step {
  overdue: 'lease' | 'deadline'
}

/** Trainings that nobody looks after any more: their lease or their deadline has passed. */
export const listOverdue = async (db: Db, now: Date): Promise<Overdue[]> => {
  const rows = await db
    .selectFrom('trainings')
    .select([...stepColumns, 'deadline_at'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', 'in', ['sending', 'storing']), eb('lease_until', '<', now)]),
        eb.and([eb('state', 'in', ['sending', 'training', 'storing']), eb('deadline_at', '<', now)]),
      ]),
    )
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    ...toStep(row),
    overdue: row.deadline_at !== null && row.deadline_at < now ? 'deadline' : 'lease',
  }))
}

/** Ends every lease: for the one process that can have held any, when it starts. */
export const expireLeases = async (db: Db, now: Date): Promise<void> => {
  await db.updateTable('trainings').set({ lease_until: now }).where('lease_until', '>', now).execute()
}

/** Machines with a queued training that was due before `before`, and nothing at work: its job must have got lost. */
export const listForgottenMachines = async (db: Db, before: Date): Promise<number[]> => {
  const rows = await db
    .selectFrom('trainings as t')
    .select('t.machine_id')
    .distinct()
    .where('t.state', '=', 'queued')
    .where((eb) => eb.fn.coalesce('t.next_attempt_at', 't.created_at'), '<', before)
    .where((outer) =>
      outer.not(
        outer.exists(
          outer
            .selectFrom('trainings as busy')
            .select('busy.id')
            .whereRef('busy.machine_id', '=', 't.machine_id')
            .where((eb) =>
              eb.or([eb('busy.state', 'in', ['sending', 'training', 'storing']), eb('busy.linger_until', '>', before)]),
            ),
        ),
      ),
    )
    .execute()
  return rows.map((row) => row.machine_id)
}
