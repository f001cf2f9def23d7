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
import { statement, type PlaceOf } from '../statement.ts'
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
  name: { key: sql`m.sort_name collate "C"`, direction: 'asc' },
  status: { key: attention, direction: 'desc' },
  result: { key: sql`coalesce((extract(epoch from ${lastResultAt}) * 1000)::bigint, 0)`, direction: 'desc' },
}

/** What the text of a filter depends on, and the values in it. */
interface FilterShape {
  status: MachineStatus | undefined
  isSearch: boolean
}
interface FilterValues {
  pattern: string
}

const shapeOf = ({ search, status }: MachineFilter): FilterShape => ({ status, isSearch: search !== undefined })
const valuesOf = ({ search }: MachineFilter): FilterValues => ({
  pattern: search === undefined ? '' : `%${escapeLike(searchKey(search))}%`,
})

const matching = (db: Db, place: PlaceOf<FilterValues>, { status, isSearch }: FilterShape) =>
  db
    .selectFrom('machines as m')
    .where('m.deleted_at', 'is', null)
    .$if(isSearch, (q) => q.where('m.search_name', 'like', place('pattern')))
    .$if(status !== undefined, (q) => q.where(statusIs(status ?? 'created')))

const statusIs = (status: MachineStatus) =>
  status === 'created'
    ? sql<SqlBool>`${latestState} is null`
    : sql<SqlBool>`${latestState} in (${sql.join(statesOfStatus(status))})`

type PageShape = FilterShape & { sort: MachineSort; isAfter: boolean }
type PageValues = FilterValues & MachinePlace & Pick<MachineSlice, 'offset' | 'limit'>

/** Finds the page first, and only for its machines all that is shown of them. */
const machinePage = statement((db, place: PlaceOf<PageValues>, { sort, isAfter, ...filter }: PageShape) => {
  const { key, direction } = orders[sort]
  const comesAfter = sql.raw(direction === 'asc' ? '>' : '<')
  const page = matching(db, place, filter)
    .select(['m.id', key.as('key')])
    .$if(isAfter, (q) => q.where(sql<SqlBool>`(${key}, m.id) ${comesAfter} (${place('key')}, ${place('id')})`))
    .orderBy('key', direction)
    .orderBy('m.id', direction)
    .offset(place('offset'))
    .limit(place('limit'))
  return selectMachines(db)
    .innerJoin(page.as('page'), 'page.id', 'm.id')
    .select('page.key')
    .orderBy('page.key', direction)
    .orderBy('m.id', direction)
})

export const listMachines = async (
  db: Db,
  filter: MachineFilter,
  { sort, after, offset, limit }: MachineSlice,
): Promise<(MachinePlace & { machine: Machine })[]> => {
  const values = { ...valuesOf(filter), ...(after ?? { key: 0, id: 0 }), offset, limit }
  const rows = await machinePage(db, values, { ...shapeOf(filter), sort, isAfter: after !== undefined })
  return rows.map((row) => ({ key: row.key, id: row.id, machine: toMachine(row) }))
}

const machineCount = statement((db, place: PlaceOf<FilterValues>, shape: FilterShape) =>
  matching(db, place, shape).select((eb) => eb.fn.countAll<number>().as('count')),
)

export const countMachines = async (db: Db, filter: MachineFilter): Promise<number> => {
  const [row] = await machineCount(db, valuesOf(filter), shapeOf(filter))
  return row?.count ?? 0
}
