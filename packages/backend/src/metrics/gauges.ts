import { trainingStates } from '@alavanca/contract'
import { Gauge, type Registry } from 'prom-client'
import type { ChangeFeed } from '../changes/feed.ts'
import type { Database } from '../db/database.ts'
import { countJobs, countTrainings, jobStates } from '../db/queries/counts.ts'
import { queueNames } from '../jobs/jobs.ts'
import { shareWithin } from '../share-within.ts'

/** Whoever reads them waits no longer for the database. */
const limitMs = 1_000

export interface Measured {
  database: Database
  changes: ChangeFeed
}

/** Of this process, at the moment of the returned refresh. */
export const addOwnGauges = (registry: Registry, { database, changes }: Measured): (() => void) => {
  const registers = [registry]
  const clients = new Gauge({ name: 'sse_clients', help: 'Live streams that are open.', registers })
  const connections = new Gauge({
    name: 'db_pool',
    help: 'Connections to the database, and requests that wait for one.',
    labelNames: ['state'] as const,
    registers,
  })
  return () => {
    clients.set(changes.subscribers())
    const { total, idle, waiting } = database.pool()
    connections.set({ state: 'used' }, total - idle)
    connections.set({ state: 'idle' }, idle)
    connections.set({ state: 'waiting' }, waiting)
  }
}

/**
 * What stands in the database, for all processes together. The returned refresh reads it anew; without a database that
 * answers in time there are no such values rather than old ones.
 */
export const addStoredGauges = (registry: Registry, { database: { db } }: Measured): (() => Promise<void>) => {
  const registers = [registry]
  const trainings = new Gauge({
    name: 'trainings',
    help: 'Trainings by state.',
    labelNames: ['state'] as const,
    registers,
  })
  const jobs = new Gauge({
    name: 'jobs',
    help: 'Jobs that wait or run, and those given up within the hour.',
    labelNames: ['queue', 'state'] as const,
    registers,
  })
  const oldest = new Gauge({
    name: 'oldest_job_seconds',
    help: 'For how long the job that has waited longest could have run.',
    registers,
  })
  const count = shareWithin(limitMs, async () => ({ trainings: await countTrainings(db), jobs: await countJobs(db) }))
  const clear = () => {
    trainings.reset()
    jobs.reset()
    oldest.remove()
  }
  return async () => {
    clear()
    const counted = await count().catch(() => undefined)
    if (!counted) return
    for (const state of trainingStates) trainings.set({ state }, counted.trainings.get(state) ?? 0)
    for (const queue of queueNames) for (const state of jobStates) jobs.set({ queue, state }, 0)
    for (const { queue, state, count: n } of counted.jobs.counts) jobs.set({ queue, state }, n)
    oldest.set(counted.jobs.oldestSeconds)
  }
}
