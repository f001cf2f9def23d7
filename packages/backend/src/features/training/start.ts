import type { StartTrainingInput, Training } from '@alavanca/contract'
import { lockMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { getDataset } from '../datasets/get.ts'
import { machineNotFound } from '../not-found.ts'
import { enqueueTraining } from './enqueue.ts'
import { getTraining } from './get.ts'
import { checkTarget } from './target.ts'

/**
 * Starts a training on a stored data set.
 *
 * @throws AppError `dataset_not_found`, and what {@link checkTarget} throws
 */
export const startTraining = async ({ ctx, input }: Call<StartTrainingInput>): Promise<Training> => {
  const dataset = await getDataset({ ctx, input })
  checkTarget(dataset.columns, input.target)
  const trainingId = await ctx.database.transact(async (trx) => {
    const machine = await lockMachine(trx, dataset.machineId)
    if (!machine) throw machineNotFound(dataset.machineId)
    return enqueueTraining(ctx, trx, {
      machineId: machine.id,
      datasetId: dataset.id,
      modelId: machine.modelId,
      target: input.target,
      retryOf: null,
      createdAt: ctx.now(),
    })
  })
  return getTraining({ ctx, input: { trainingId } })
}
