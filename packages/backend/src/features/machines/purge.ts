import { listStorageKeys } from '../../db/queries/datasets.ts'
import { listDeletedMachines, purgeMachine } from '../../db/queries/machines.ts'
import type { Call, Deps } from '../../deps.ts'
import { later } from '../training/timing.ts'
import { keptAfterDeletion } from './timing.ts'

/** Drops machines that were deleted long enough ago, with all they had. */
export const purgeMachines = async ({ ctx }: Pick<Call<never>, 'ctx'>): Promise<void> => {
  const before = later(ctx.now(), -keptAfterDeletion)
  for (const machineId of await listDeletedMachines(ctx.database.db, before)) {
    // One that cannot be dropped must not keep the others.
    await purge(ctx, machineId).catch((error: unknown) =>
      ctx.log.error({ err: error, machineId }, 'a deleted machine could not be purged'),
    )
  }
}

/** Rows first: a file that no row names is removed by the sweep, should this process end in between. */
const purge = async (ctx: Deps, machineId: number): Promise<void> => {
  const { db } = ctx.database
  const keys = await listStorageKeys(db, machineId)
  await purgeMachine(db, machineId)
  await Promise.all(keys.map((key) => ctx.files.remove(key)))
}
