import type { Ranking } from '@alavanca/contract'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { getTraining } from '../training/get.ts'
import { toRanking } from './to-ranking.ts'

/** @throws AppError `training_not_found`, `ranking_not_found` for one that did not complete */
export const rankingOfTraining = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<Ranking> => {
  const training = await getTraining({ ctx, input })
  if (training.state !== 'completed') {
    throw new AppError('ranking_not_found', `Training ${training.id} is ${training.state}; it has no ranking.`, {
      id: training.id,
    })
  }
  return toRanking(ctx, training)
}
