import type { Training } from '@alavanca/contract'
import type { Trx } from '../../db/database.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { findDataset } from '../../db/queries/datasets.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import { insertTraining, type NewTraining } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'
import { datasetNotFound, datasetRemoved, machineNotFound } from '../not-found.ts'
import { getTraining } from './get.ts'

/** The row, its event and the job that sends it: all in the caller's transaction. */
export const enqueueTraining = async (ctx: Deps, trx: Trx, training: NewTraining): Promise<number> => {
  const trainingId = await insertTraining(trx, training)
  await publishChange(trx, {
    kind: 'training',
    machine_id: training.machineId,
    training_id: trainingId,
    state: 'queued',
    at: training.createdAt,
  })
  await ctx.jobs.enqueue(trx, 'training-dispatch', { machineId: training.machineId })
  return trainingId
}

type OnStoredData = Pick<NewTraining, 'machineId' | 'datasetId' | 'target' | 'retryOf'>

/**
 * Starts a training on data that is stored already.
 *
 * @throws AppError `machine_not_found`, `dataset_not_found`, `dataset_removed`
 */
export const enqueueOnStoredData = async (ctx: Deps, wanted: OnStoredData): Promise<Training> => {
  const trainingId = await ctx.database.transact(async (trx) => {
    const machine = await lockMachine(trx, wanted.machineId)
    if (!machine) throw machineNotFound(wanted.machineId)
    const dataset = await findDataset(trx, wanted.datasetId)
    if (!dataset) throw datasetNotFound(wanted.datasetId)
    if (dataset.removedAt) throw datasetRemoved(dataset)
    return enqueueTraining(ctx, trx, { ...wanted, modelId: machine.modelId, createdAt: ctx.now() })
  })
  return getTraining({ ctx, input: { trainingId } })
}
