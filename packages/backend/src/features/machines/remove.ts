import { publishChange } from '../../db/queries/changes.ts'
import { listStorageKeys } from '../../db/queries/datasets.ts'
import { deleteMachine, lockMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { askModelService } from '../model-service-errors.ts'
import { machineNotFound } from '../not-found.ts'
import { getMachine } from './get.ts'

/**
 * Removes the model, then the machine with its trainings, rankings and files. While the model service cannot remove
 * the model, the machine stays.
 *
 * @throws AppError `machine_not_found`, `model_service_failed`
 */
export const removeMachine = async ({ ctx, input }: Call<{ machineId: number }>): Promise<void> => {
  const { modelId } = await getMachine({ ctx, input })
  await askModelService(ctx, () => ctx.modelService.deleteModel(modelId))
  const keys = await ctx.database.transact(async (trx) => {
    if (!(await lockMachine(trx, input.machineId))) throw machineNotFound(input.machineId)
    const storageKeys = await listStorageKeys(trx, input.machineId)
    await deleteMachine(trx, input.machineId)
    await publishChange(trx, { kind: 'machine_deleted', machine_id: input.machineId, at: ctx.now() })
    return storageKeys
  })
  await Promise.all(keys.map((key) => ctx.files.remove(key)))
}
