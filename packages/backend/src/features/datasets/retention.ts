import { listUnneededDatasets, markDatasetRemoved } from '../../db/queries/retention.ts'
import { lockMachine } from '../../db/queries/machines.ts'
import type { Call, Deps } from '../../deps.ts'
import { later } from '../training/timing.ts'

const day = 86_400_000

/**
 * Removes the files that have been kept for long enough after the last training on them ended, or after they came when
 * there was none. What is known of them stays: columns, size and hash. Never while a training may need the file.
 */
export const removeOldFiles = async ({ ctx }: Pick<Call<never>, 'ctx'>): Promise<void> => {
  const days = ctx.settings.retentionDays
  if (days === null) return
  const before = later(ctx.now(), -days * day)
  for (const dataset of await listUnneededDatasets(ctx.database.db, before)) {
    // One that cannot be removed must not keep the others.
    await removeFile(ctx, dataset, before).catch((error: unknown) =>
      ctx.log.error({ err: error, datasetId: dataset.id }, 'an old file could not be removed'),
    )
  }
}

/** The row first: a file that no row needs is removed by the sweep, should this process end in between. */
const removeFile = async (
  ctx: Deps,
  { id, machineId }: { id: number; machineId: number },
  before: Date,
): Promise<void> => {
  const key = await ctx.database.transact(async (trx) => {
    // Whoever starts a training holds the machine too.
    if (!(await lockMachine(trx, machineId))) return undefined
    return markDatasetRemoved(trx, { id, before, at: ctx.now() })
  })
  if (key !== undefined) await ctx.files.remove(key)
}
