import type { TrainingState } from '@alavanca/contract'
import { sql } from 'kysely'
import type { Db } from '../database.ts'

export const countTrainings = async (db: Db): Promise<Map<TrainingState, number>> => {
  const rows = await db
    .selectFrom('trainings')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, count }) => [state, count]))
}

/** Those in which a job of the library waits, runs, or was given up; it drops jobs an hour after their end. */
export const jobStates = ['created', 'retry', 'active', 'failed'] as const

export interface JobCounts {
  counts: { queue: string; state: string; count: number }[]
  /** Since when the oldest of those that may run waits. */
  oldestSeconds: number
}

export const countJobs = async (db: Db): Promise<JobCounts> => {
  const { rows } = await sql<{ queue: string; state: string; count: number; seconds: number | null }>`
    select name as queue, state::text as state, count(*) as count,
      max(extract(epoch from now() - start_after)::float8)
        filter (where state in ('created', 'retry') and start_after <= now()) as seconds
    from pgboss.job where state in ('created', 'retry', 'active', 'failed') group by name, state`.execute(db)
  return {
    counts: rows.map(({ queue, state, count }) => ({ queue, state, count })),
    oldestSeconds: Math.max(0, ...rows.map(({ seconds }) => seconds ?? 0)),
  }
}
