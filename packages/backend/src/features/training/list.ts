import type { ListTrainingsInput, Training } from '@alavanca/contract'
import { decodeCursor, encodeCursor, toPage } from '../../db/cursor.ts'
import { listTrainings as selectTrainings } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { getMachine } from '../machines/get.ts'

/** A page of a machine's trainings, newest first. @throws AppError `machine_not_found` */
export const listTrainings = async ({
  ctx,
  input,
}: Call<ListTrainingsInput>): Promise<{ items: Training[]; nextCursor: string | null }> => {
  await getMachine({ ctx, input })
  const rows = await selectTrainings(ctx.database.db, {
    machineId: input.machineId,
    beforeId: input.cursor ? decodeCursor(input.cursor) : undefined,
    limit: input.limit + 1,
  })
  return toPage(rows, input.limit, encodeCursor)
}
