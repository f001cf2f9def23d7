import type { Trx } from '../../db/database.ts'
import { publishChange } from '../../db/queries/changes.ts'
import { insertTraining, type NewTraining } from '../../db/queries/trainings.ts'
import type { Deps } from '../../deps.ts'

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
