import type { Training } from '@alavanca/contract'
import { insertDataset } from '../../db/queries/datasets.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import { findTraining } from '../../db/queries/trainings.ts'
import type { Call } from '../../deps.ts'
import { profileFile } from '../datasets/profile-file.ts'
import { keepUpload, toNewDataset, type Upload } from '../datasets/upload.ts'
import type { Keep } from '../idempotency/turn.ts'
import { machineNotFound, trainingNotFound } from '../not-found.ts'
import { enqueueTraining } from './enqueue.ts'
import { checkTarget } from './target.ts'

interface StartWithFile {
  machineId: number
  target: string
  upload: Upload
  keep?: Keep<Training>
}

/**
 * Keeps a received file and starts a training on it, in one transaction: what is refused leaves nothing.
 *
 * @throws AppError `file_not_csv`, `file_empty`, `machine_not_found`, and what {@link checkTarget} throws
 */
export const startTrainingWithFile = async ({
  ctx,
  input: { machineId, target, upload, keep },
}: Call<StartWithFile>): Promise<Training> => {
  const profile = await profileFile({ path: upload.file.path, bytes: upload.bytes })
  checkTarget(profile.columns, target)
  return keepUpload(ctx, upload, async (trx) => {
    const machine = await lockMachine(trx, machineId)
    if (!machine) throw machineNotFound(machineId)
    const createdAt = ctx.now()
    const dataset = await insertDataset(trx, toNewDataset(upload, profile, { machineId, createdAt }))
    const trainingId = await enqueueTraining(ctx, trx, {
      machineId,
      datasetId: dataset.id,
      modelId: machine.modelId,
      target,
      retryOf: null,
      createdAt,
    })
    const training = await findTraining(trx, trainingId)
    if (!training) throw trainingNotFound(trainingId)
    await keep?.(trx, training)
    return training
  })
}
