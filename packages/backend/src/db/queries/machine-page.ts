import {
  statesOfStatus,
  type Machine,
  type MachineSort,
  type MachineStatus,
  type TrainingState,
} from '@alavanca/contract'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Db } from '../database.ts'
import type { MachinePlace } from '../machine-cursor.ts'
import { searchKey, selectMachines, toMachine } from './machines.ts'

export interface MachineFilter {
  search: string | undefined
  status: MachineStatus | undefined
}

export interface MachineSlice {
  sort: MachineSort
  /** Only machines that come later than this place. */
  after: MachinePlace | undefined
  offset: number
  limit: number
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** Null for a machine without analysis. One probe of an index, for the machine `m` of the query it stands in. */
const latestState = sql<TrainingState | null>`(select t.state from trainings as t
  where t.machine_id = m.id and t.state <> 'cancelled' order by t.id desc limit 1)`

const lastResultAt = sql<Date | null>`(select t.finished_at from trainings as t
  where t.machine_id = m.id and t.state = 'completed' order by t.id desc limit 1)`

/** How much the status asks for attention. */
const attention = sql<number>`case coalesce(${latestState}, '')
  when 'failed' then 4 when 'queued' then 2 when 'completed' then 1 when '' then 0 else 3 end`

/** What each sort orders by; equal keys by id. Bytes of names, not a language: both databases agree on them. */
const orders: Record<MachineSort, { key: RawBuilder<string | number>; direction: 'asc' | 'desc' }> = {
  newest: { key: sql`m.id`, direction: 'desc' },
  name: { key: sql`m.search_name collate "C"`, direction: 'asc' },
  status: { key: attention, direction: 'desc' },
  result: { key: sql`coalesce((extract(epoch from ${lastResultAt}) * 1000)::bigint, 0)`, direction: 'desc' },
}

const matching = (db: Db, { search, status }: MachineFilter) =>
  db
    .selectFrom('machines as m')
    .where('m.deleted_at', 'is', null)
    .$if(search !== undefined, (q) => q.where('m.search_name', 'like', `%${escapeLike(searchKey(search ?? ''))}%`))
    .$if(status !== undefined, (q) => q.where(statusIs(status ?? 'created')))

const statusIs = (status: MachineStatus) =>
  status === 'created'
    ? sql<SqlBool>`${latestState} is null`
    : sql<SqlBool>`${latestState} in (${sql.join(statesOfStatus(status))})`

const isAfter = ({ key, direction }: (typeof orders)[MachineSort], place: MachinePlace) =>
  sql<SqlBool>`(${key}, m.id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${place.key}, ${place.id})`

/** Finds the page first, and only for its machines all that is shown of them. */
export const listMachines = async (
  db: Db,
  filter: MachineFilter,
  { sort, after, offset, limit }: MachineSlice,
): Promise<(MachinePlace & { machine: Machine })[]> => {
  const order = orders[sort]
  const page = matching(db, filter)
    .select(['m.id', order.key.as('key')])
    .$if(after !== undefined, (q) => q.where(isAfter(order, after ?? { key: 0, id: 0 })))
    .orderBy('key', order.direction)
    .orderBy('m.id', order.direction)
    .offset(offset)
    .limit(limit)
  const rows = await selectMachines(db)
    .innerJoin(page.as('page'), 'page.id', 'm.id')
    .select('page.key')
    .orderBy('page.key', order.direction)
    .orderBy('m.id', order.direction)
    .execute()
  return rows.map((row) => ({ key: row.key, id: row.id, machine: toMachine(row) }))
}

export const countMachines = async (db: Db, filter: MachineFilter): Promise<number> => {
  const { count } = await matching(db, filter)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
