import type { Dataset } from '@alavanca/contract'
import { findDataset } from '../../db/queries/datasets.ts'
import type { Call } from '../../deps.ts'
import { datasetNotFound } from '../not-found.ts'

/** @throws AppError `dataset_not_found` */
export const getDataset = async ({ ctx, input }: Call<{ datasetId: number }>): Promise<Dataset> => {
  const dataset = await findDataset(ctx.database.db, input.datasetId)
  if (!dataset) throw datasetNotFound(input.datasetId)
  return dataset
}
