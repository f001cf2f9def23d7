import { listStoredDatasets, type StoredDataset } from '../../db/queries/datasets.ts'
import type { Call } from '../../deps.ts'

/** A receiver that has not written for so long is gone, and what it received is not being read any more either. */
const idleMs = 3_600_000
/** Between the file's commit and the row's lie milliseconds, or a database outage. */
const orphanMs = 3_600_000

/**
 * Compares files and rows both ways. Files that no row names are removed: of uploads that broke off, and of those whose
 * transaction failed. Rows whose file is gone are told to the operator: only a backup can bring it back.
 *
 * @param alone whether no other process can be receiving into the same store, as on start with an embedded database
 * @returns ids of the data sets whose file is gone
 */
export const sweepFiles = async ({ ctx, input: { alone } }: Call<{ alone: boolean }>): Promise<number[]> => {
  const before = new Date(ctx.now().getTime() - (alone ? 0 : orphanMs))
  await ctx.files.sweepIncoming(alone ? 0 : idleMs)
  const gone: StoredDataset[] = []
  let after = ''
  for await (const page of ctx.files.list()) {
    const last = page.at(-1)
    if (!last) continue
    const datasets = await listStoredDatasets(ctx.database.db, { after, upTo: last.key })
    const named = new Set(datasets.map(({ storageKey }) => storageKey))
    const stored = new Set(page.map(({ key }) => key))
    for (const { key, storedAt } of page) if (!named.has(key) && storedAt <= before) await ctx.files.remove(key)
    gone.push(...datasets.filter(({ storageKey }) => !stored.has(storageKey)))
    after = last.key
  }
  gone.push(...(await listStoredDatasets(ctx.database.db, { after })))
  const datasetIds = gone.filter(({ createdAt }) => createdAt <= before).map(({ id }) => id)
  if (datasetIds.length > 0) ctx.log.error({ datasetIds }, 'the files of these data sets are gone')
  return datasetIds
}
