import type { Training } from '@alavanca/contract'
import { insertDataset } from '../../db/queries/datasets.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import { profileFile } from '../datasets/profile-file.ts'
import { keepUpload, toNewDataset, type Upload } from '../datasets/upload.ts'
import { machineNotFound } from '../not-found.ts'
import { enqueueTraining } from './enqueue.ts'
import { getTraining } from './get.ts'
import { checkTarget } from './target.ts'

/**
 * Keeps a received file and starts a training on it, in one transaction: what is refused leaves nothing.
 *
 * @throws AppError `file_not_csv`, `file_empty`, `machine_not_found`, and what {@link checkTarget} throws
 */
export const startTrainingWithFile = async ({
  ctx,
  input: { machineId, target, upload },
}: Call<{ machineId: number; target: string; upload: Upload }>): Promise<Training> => {
  const profile = await profileFile(upload.file.path)
  checkTarget(profile.columns, target)
  const trainingId = await keepUpload(ctx, upload, async (trx) => {
    const machine = await lockMachine(trx, machineId)
    if (!machine) throw machineNotFound(machineId)
    const createdAt = ctx.now()
    const dataset = await insertDataset(trx, toNewDataset(upload, profile, { machineId, createdAt }))
    return enqueueTraining(ctx, trx, {
      machineId,
      datasetId: dataset.id,
      modelId: machine.modelId,
      target,
      retryOf: null,
      createdAt,
    })
  })
  return getTraining({ ctx, input: { trainingId } })
}
