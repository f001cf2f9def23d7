import type { Machine } from '@alavanca/contract'
import { insertMachine } from '../../db/queries/machines.ts'
import { publishChange } from '../../db/queries/changes.ts'
import type { Call } from '../../deps.ts'
import { askModelService } from '../model-service-errors.ts'
import { getMachine } from './get.ts'

/**
 * Creates the model, then the machine. When either fails nothing is left behind on either side.
 *
 * @throws AppError `model_service_failed`
 */
export const createMachine = async ({ ctx, input }: Call<{ name: string }>): Promise<Machine> => {
  const { modelId } = await askModelService(ctx, () => ctx.modelService.createModel(input.name))
  const machineId = await ctx.database
    .transact(async (trx) => {
      const createdAt = ctx.now()
      const id = await insertMachine(trx, { name: input.name, modelId, createdAt })
      await publishChange(trx, { kind: 'machine_created', machine_id: id, at: createdAt })
      return id
    })
    .catch(async (error: unknown) => {
      await ctx.modelService
        .deleteModel(modelId)
        .catch((cause: unknown) =>
          ctx.log.warn({ err: cause, modelId }, 'a model without a machine could not be removed'),
        )
      throw error
    })
  return getMachine({ ctx, input: { machineId } })
}
