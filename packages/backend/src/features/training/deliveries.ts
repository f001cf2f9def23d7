import type { Delivery, TrainingLogInput } from '@alavanca/contract'
import { decodeCursor, encodeCursor, toPage } from '../../db/cursor.ts'
import { listDeliveries as selectDeliveries } from '../../db/queries/deliveries.ts'
import type { Call } from '../../deps.ts'
import { getTraining } from './get.ts'

/** A page of the callbacks that reached a training, the latest first. @throws AppError `training_not_found` */
export const listDeliveries = async ({
  ctx,
  input,
}: Call<TrainingLogInput>): Promise<{ items: Delivery[]; nextCursor: string | null }> => {
  await getTraining({ ctx, input })
  const rows = await selectDeliveries(ctx.database.db, {
    trainingId: input.trainingId,
    before: input.cursor ? decodeCursor(input.cursor) : undefined,
    limit: input.limit + 1,
  })
  return toPage(rows, input.limit, ({ number: id }) => encodeCursor({ id }))
}
