import type { Dataset, ListDatasetsInput } from '@alavanca/contract'
import { decodeCursor, encodeCursor, toPage } from '../../db/cursor.ts'
import { listDatasets as selectDatasets } from '../../db/queries/datasets.ts'
import type { Call } from '../../deps.ts'
import { getMachine } from '../machines/get.ts'

/** A page of a machine's data sets, newest first. @throws AppError `machine_not_found` */
export const listDatasets = async ({
  ctx,
  input,
}: Call<ListDatasetsInput>): Promise<{ items: Dataset[]; nextCursor: string | null }> => {
  await getMachine({ ctx, input })
  const rows = await selectDatasets(ctx.database.db, {
    machineId: input.machineId,
    sha256: input.sha256,
    beforeId: input.cursor ? decodeCursor(input.cursor) : undefined,
    limit: input.limit + 1,
  })
  return toPage(rows, input.limit, encodeCursor)
}
