import type { StartTrainingInput, Training } from '@alavanca/contract'
import type { Call } from '../../deps.ts'
import { getDataset } from '../datasets/get.ts'
import { enqueueOnStoredData } from './enqueue.ts'
import { checkTarget } from './target.ts'

/**
 * Starts a training on a stored data set.
 *
 * @throws AppError `dataset_not_found`, `dataset_removed`, and what {@link checkTarget} throws
 */
export const startTraining = async ({ ctx, input }: Call<StartTrainingInput>): Promise<Training> => {
  const dataset = await getDataset({ ctx, input })
  checkTarget(dataset.columns, input.target)
  const { machineId, id: datasetId } = dataset
  return enqueueOnStoredData(ctx, { machineId, datasetId, target: input.target, retryOf: null })
}
