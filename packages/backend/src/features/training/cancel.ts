import { nonTerminalStates, type Training } from '@alavanca/contract'
import { lockStep } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { finishTraining } from './finish.ts'
import { getTraining } from './get.ts'

/**
 * Cancels a training that has not ended. The model service cannot be told to stop, so its model counts as busy until
 * its callback comes or a grace period is over.
 *
 * @throws AppError `training_not_found`, `training_finished`
 */
export const cancelTraining = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<Training> => {
  const training = await getTraining({ ctx, input })
  const cancelled = await ctx.database.transact(async (trx) => {
    // Locked, since whether the model may be busy depends on the state it is cancelled from.
    const current = await lockStep(trx, training.id)
    return (
      current !== undefined &&
      finishTraining(ctx, trx, {
        training,
        from: nonTerminalStates,
        to: 'cancelled',
        lingers: current.state === 'sending' || current.state === 'training',
      })
    )
  })
  if (!cancelled) {
    throw new AppError('training_finished', `Training ${training.id} has already ended.`, { id: training.id })
  }
  return getTraining({ ctx, input })
}
