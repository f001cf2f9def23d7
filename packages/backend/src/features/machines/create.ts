import type { Machine } from '@alavanca/contract'
import { randomUUID } from 'node:crypto'
import { publishChange } from '../../db/queries/changes.ts'
import { findMachine, insertMachine } from '../../db/queries/machines.ts'
import { claimModel, noteModel, type UnclaimedModel } from '../../db/queries/unclaimed-models.ts'
import type { Call, Deps } from '../../deps.ts'
import { AppError } from '../../errors.ts'
import type { Keep } from '../idempotency/turn.ts'
import { askModelService } from '../model-service-errors.ts'
import { machineNotFound } from '../not-found.ts'
import { releaseModel } from './left-models.ts'

interface CreateMachine {
  name: string
  keep?: Keep<Machine>
}

/**
 * Creates the model, then the machine. When either fails nothing is left behind on either side: the model is noted
 * first, so that it is removed even when this process ends before the machine is there.
 *
 * @throws AppError `model_service_failed`
 */
export const createMachine = async ({ ctx, input: { name, keep } }: Call<CreateMachine>): Promise<Machine> => {
  const { modelId } = await askModelService(ctx, () => ctx.modelService.createModel(name))
  const model = { id: randomUUID(), modelId }
  await note(ctx, model)
  try {
    return await ctx.database.transact(async (trx) => {
      if (!(await claimModel(trx, model.id))) throw tooLate()
      const createdAt = ctx.now()
      const id = await insertMachine(trx, { name, modelId, createdAt })
      await publishChange(trx, { kind: 'machine_created', machine_id: id, at: createdAt })
      const machine = await findMachine(trx, id)
      if (!machine) throw machineNotFound(id)
      await keep?.(trx, machine)
      return machine
    })
  } catch (error) {
    // Also when it is not known whether the transaction ended well: a machine that is there keeps its model.
    await releaseModel(ctx, model)
    throw error
  }
}

/** Until it is noted no machine can have the model, so it is removed without asking. */
const note = async (ctx: Deps, model: UnclaimedModel): Promise<void> => {
  try {
    await noteModel(ctx.database.db, model, ctx.now())
  } catch (error) {
    await ctx.modelService
      .deleteModel(model.modelId)
      .catch((cause: unknown) =>
        ctx.log.warn({ err: cause, modelId: model.modelId }, 'a model without a machine could not be removed'),
      )
    throw error
  }
}

const tooLate = () => new AppError('unavailable', 'Making the machine took too long and was given up; try again.')
