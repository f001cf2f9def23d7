import { findStorageKeys } from '../../db/queries/datasets.ts'
import type { Call } from '../../deps.ts'

/** A receiver that has not written for so long is gone: uploads are given up after 20 seconds without a byte. */
const idleMs = 10 * 60_000
/** Between the rename and the row's commit lie milliseconds, or a database outage. */
const orphanMs = 3_600_000

/**
 * Removes files that no row names: of uploads that broke off, and of those whose transaction failed.
 *
 * @param alone whether no other process can be receiving into the same folder, as on start with an embedded database
 */
export const sweepFiles = async ({ ctx, input }: Call<{ alone: boolean }>): Promise<void> => {
  await ctx.files.sweepIncoming(input.alone ? 0 : idleMs)
  const keys = await ctx.files.listOlderThan(input.alone ? 0 : orphanMs)
  for (let start = 0; start < keys.length; start += 1_000) {
    const page = keys.slice(start, start + 1_000)
    const known = await findStorageKeys(ctx.database.db, page)
    for (const key of page) if (!known.has(key)) await ctx.files.remove(key)
  }
}
