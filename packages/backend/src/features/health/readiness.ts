import { isMigrated } from '../../db/migrate.ts'
import type { Deps } from '../../deps.ts'
import { shareWithin } from '../../share-within.ts'

/** What keeps a server from taking requests. */
export type Obstacle = 'stopping' | 'database' | 'migrations' | 'disk'

/** Whoever asks wants to know soon, and may ask often. */
const limitMs = 1_000

/**
 * Finds what keeps this server from taking requests. Asked by strangers, so that it tells a word for each and no more,
 * and costs at most one query at a time. A model service that is away is none: trainings wait for it.
 */
export const createReadiness = (ctx: Deps): (() => Promise<Obstacle[]>) => {
  const schema = shareWithin(limitMs, () => isMigrated(ctx.database))
  const disk = shareWithin(limitMs, () => ctx.files.hasRoom())
  const look = (obstacle: Obstacle, isWell: () => Promise<boolean>): Promise<Obstacle[]> =>
    isWell().then(
      (well) => (well ? [] : [obstacle]),
      () => [obstacle === 'migrations' ? 'database' : obstacle],
    )
  return async () => {
    if (ctx.stopping.aborted) return ['stopping']
    return (await Promise.all([look('migrations', schema), look('disk', disk)])).flat()
  }
}
