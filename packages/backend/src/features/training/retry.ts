import { isTerminal, type Training } from '@alavanca/contract'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { enqueueOnStoredData } from './enqueue.ts'
import { getTraining } from './get.ts'

/**
 * Starts a new training on the same data set and target; the old one stays as it ended.
 *
 * @throws AppError `training_not_found`, `training_not_finished`, `dataset_removed`
 */
export const retryTraining = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<Training> => {
  const old = await getTraining({ ctx, input })
  if (!isTerminal(old.state)) {
    throw new AppError('training_not_finished', `Training ${old.id} has not ended yet; cancel it first.`, {
      id: old.id,
      state: old.state,
    })
  }
  const { machineId, datasetId, target } = old
  return enqueueOnStoredData(ctx, { machineId, datasetId, target, retryOf: old.id })
}
