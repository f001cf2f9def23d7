import type { TrainingAttempt, TrainingLogInput } from '@alavanca/contract'
import { decodeCursor, encodeCursor, toPage } from '../../db/cursor.ts'
import { listAttempts as selectAttempts } from '../../db/queries/attempts.ts'
import type { Call } from '../../deps.ts'
import { getTraining } from './get.ts'

/** A page of the attempts to send a training, the latest first. @throws AppError `training_not_found` */
export const listAttempts = async ({
  ctx,
  input,
}: Call<TrainingLogInput>): Promise<{ items: TrainingAttempt[]; nextCursor: string | null }> => {
  await getTraining({ ctx, input })
  const rows = await selectAttempts(ctx.database.db, {
    trainingId: input.trainingId,
    before: input.cursor ? decodeCursor(input.cursor) : undefined,
    limit: input.limit + 1,
  })
  return toPage(rows, input.limit, ({ attempt: id }) => encodeCursor({ id }))
}
