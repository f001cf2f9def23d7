import type { Ranking } from '@alavanca/contract'
import { findLastCompleted } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { getMachine } from '../machines/get.ts'
import { toRanking } from './to-ranking.ts'

/**
 * The ranking of the machine's last completed training.
 *
 * @throws AppError `machine_not_found`, `ranking_not_found`
 */
export const rankingOfMachine = async ({ ctx, input }: Call<{ machineId: number }>): Promise<Ranking> => {
  await getMachine({ ctx, input })
  const training = await findLastCompleted(ctx.database.db, input.machineId)
  if (!training) {
    throw new AppError('ranking_not_found', `Machine ${input.machineId} has no completed training yet.`, {
      id: input.machineId,
    })
  }
  return toRanking(ctx, training)
}
