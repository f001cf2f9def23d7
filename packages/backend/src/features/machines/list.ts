import type { ListMachinesInput, Machine, MachinePage } from '@alavanca/contract'
import { toPage } from '../../db/cursor.ts'
import { decodeMachineCursor, encodeMachineCursor } from '../../db/machine-cursor.ts'
import { countMachines, listMachines as selectMachines } from '../../db/queries/machine-page.ts'
import { listAllMachines } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'

/** A page of machines in the order asked for, and how many there are on all pages. */
export const listMachines = async ({ ctx, input }: Call<ListMachinesInput>): Promise<MachinePage> => {
  const { sort, offset, limit } = input
  const { db } = ctx.database
  const filter = { search: input.search?.trim() || undefined, status: input.status }
  const after = input.cursor ? decodeMachineCursor(sort, input.cursor) : undefined
  const rows = await selectMachines(db, filter, { sort, after, offset, limit: limit + 1 })
  // The first page tells how many there are when it holds all of them.
  const isAll = after === undefined && offset === 0 && rows.length <= limit
  const total = isAll ? rows.length : await countMachines(db, filter)
  const { items, nextCursor } = toPage(rows, limit, (row) => encodeMachineCursor(sort, row))
  return { items: items.map(({ machine }) => machine), nextCursor, total }
}

/** All machines, oldest first, for the one route that has no paging. */
export const listEveryMachine = ({ ctx }: Pick<Call<never>, 'ctx'>): Promise<Machine[]> =>
  listAllMachines(ctx.database.db)
