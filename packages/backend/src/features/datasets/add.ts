import type { Dataset } from '@alavanca/contract'
import { insertDataset } from '../../db/queries/datasets.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import type { Call } from '../../deps.ts'
import type { Keep } from '../idempotency/turn.ts'
import { machineNotFound } from '../not-found.ts'
import { profileFile } from './profile-file.ts'
import { keepUpload, toNewDataset, type Upload } from './upload.ts'

/**
 * Keeps a received file as a data set of the machine. The bytes are durable before the row exists.
 *
 * @throws AppError `file_not_csv`, `file_empty`, `machine_not_found`
 */
export const addDataset = async ({
  ctx,
  input: { machineId, upload, keep },
}: Call<{ machineId: number; upload: Upload; keep?: Keep<Dataset> }>): Promise<Dataset> => {
  const profile = await profileFile({ path: upload.file.path, bytes: upload.bytes })
  return keepUpload(ctx, upload, async (trx) => {
    if (!(await lockMachine(trx, machineId))) throw machineNotFound(machineId)
    const dataset = await insertDataset(trx, toNewDataset(upload, profile, { machineId, createdAt: ctx.now() }))
    await keep?.(trx, dataset)
    return dataset
  })
}
