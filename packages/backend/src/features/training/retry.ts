import { isTerminal, type Training } from '@alavanca/contract'
import { lockMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import { machineNotFound } from '../not-found.ts'
import { enqueueTraining } from './enqueue.ts'
import { getTraining } from './get.ts'

/**
 * Starts a new training on the same data set and target; the old one stays as it ended.
 *
 * @throws AppError `training_not_found`, `training_not_finished`
 */
export const retryTraining = async ({ ctx, input }: Call<{ trainingId: number }>): Promise<Training> => {
  const old = await getTraining({ ctx, input })
  if (!isTerminal(old.state)) {
    throw new AppError('training_not_finished', `Training ${old.id} has not ended yet; cancel it first.`, {
      id: old.id,
      state: old.state,
    })
  }
  const trainingId = await ctx.database.transact(async (trx) => {
    const machine = await lockMachine(trx, old.machineId)
    if (!machine) throw machineNotFound(old.machineId)
    return enqueueTraining(ctx, trx, {
      machineId: machine.id,
      datasetId: old.datasetId,
      modelId: machine.modelId,
      target: old.target,
      retryOf: old.id,
      createdAt: ctx.now(),
    })
  })
  return getTraining({ ctx, input: { trainingId } })
}
