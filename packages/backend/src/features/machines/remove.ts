import { nonTerminalStates } from '@alavanca/contract'
import { publishChange } from '../../db/queries/changes.ts'
import { lockMachine, markMachineDeleted } from '../../db/queries/machines.ts'
import { lockUnfinished } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { askModelService } from '../model-service-errors.ts'
import { machineNotFound } from '../not-found.ts'
import { finishTraining } from '../training/finish.ts'
import { getMachine } from './get.ts'

/**
 * Removes the model, then cancels what has not ended and hides the machine with all it has; its rows and files go
 * later, by `purgeMachines`. While the model service cannot remove the model, the machine stays.
 *
 * @throws AppError `machine_not_found`, `model_service_failed`
 */
export const removeMachine = async ({ ctx, input }: Call<{ machineId: number }>): Promise<void> => {
  const { machineId } = input
  const { modelId } = await getMachine({ ctx, input })
  await askModelService(ctx, () => ctx.modelService.deleteModel(modelId))
  await ctx.database.transact(async (trx) => {
    if (!(await lockMachine(trx, machineId))) throw machineNotFound(machineId)
    // All locked before the first is ended: ending publishes, which takes a lock that those at work on the others need.
    for (const training of await lockUnfinished(trx, machineId)) {
      await finishTraining(ctx, trx, { training, from: nonTerminalStates, to: 'cancelled' })
    }
    const at = ctx.now()
    await markMachineDeleted(trx, machineId, at)
    await publishChange(trx, { kind: 'machine_deleted', machine_id: machineId, at })
  })
}
