import type { ListMachinesInput, Machine } from '@alavanca/contract'
import { decodeCursor, toPage } from '../../db/cursor.ts'
import { listAllMachines, listMachines as selectMachines } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'

/** A page of machines, newest first. */
export const listMachines = async ({
  ctx,
  input,
}: Call<ListMachinesInput>): Promise<{ items: Machine[]; nextCursor: string | null }> => {
  const rows = await selectMachines(ctx.database.db, {
    search: input.search?.trim() || undefined,
    status: input.status,
    beforeId: input.cursor ? decodeCursor(input.cursor) : undefined,
    limit: input.limit + 1,
  })
  return toPage(rows, input.limit, (machine) => machine)
}

/** All machines, oldest first, for the one route that has no paging. */
export const listEveryMachine = ({ ctx }: Pick<Call<never>, 'ctx'>): Promise<Machine[]> =>
  listAllMachines(ctx.database.db)
