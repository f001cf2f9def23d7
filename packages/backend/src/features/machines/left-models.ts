import { forgetModel, giveUpModel, listLeftModels, type UnclaimedModel } from '../../db/queries/unclaimed-models.ts'
import type { Call, Deps } from '../../deps.ts'
import { later } from '../training/timing.ts'
import { madeWithin } from './timing.ts'

/** Removes a model from the model service unless a machine has it. What fails is left to {@link removeLeftModels}. */
export const releaseModel = async (ctx: Deps, model: UnclaimedModel): Promise<void> => {
  try {
    const { db } = ctx.database
    if (await giveUpModel(db, model, ctx.now())) await ctx.modelService.deleteModel(model.modelId)
    await forgetModel(db, model.id)
  } catch (error) {
    ctx.log.warn(
      { err: error, modelId: model.modelId },
      'a model without a machine could not be removed; it is tried again',
    )
  }
}

/** Removes models whose machine never came to be, since the process that was making it ended in between. */
export const removeLeftModels = async ({ ctx }: Pick<Call<never>, 'ctx'>): Promise<void> => {
  const before = later(ctx.now(), -madeWithin)
  for (const model of await listLeftModels(ctx.database.db, before)) {
    if (ctx.stopping.aborted) return
    await releaseModel(ctx, model)
  }
}
