import type { Training } from '@alavanca/contract'
import { findTraining } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { trainingNotFound } from '../not-found.ts'

/** @throws AppError `training_not_found` */
export const getTraining = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<Training> => {
  const training = await findTraining(ctx.database.db, input.trainingId)
  if (!training) throw trainingNotFound(input.trainingId)
  return training
}
