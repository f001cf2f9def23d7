import { fromKysely, PgBoss } from 'pg-boss'
import type { Database, Trx } from '../db/database.ts'

/** What each queue's jobs carry. A job is a reminder to look; what is to be done stands in the training's row. */
export interface JobData {
  /** Send the machine's next queued training, if its model is free. */
  'training-dispatch': { machineId: number }
  /** Fetch the ranking of a training whose result was announced. */
  'training-collect': { trainingId: number }
}
export type JobName = keyof JobData

export type JobHandlers = { [Name in JobName]: (data: JobData[Name], signal: AbortSignal) => Promise<void> }

export interface Jobs {
  /** With a transaction, the job exists if and only if the transaction commits. */
  enqueue<Name extends JobName>(trx: Trx | null, name: Name, data: JobData[Name], notBefore?: Date): Promise<void>
  start(handlers: JobHandlers): Promise<void>
  /** Lets running jobs end, at most for `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

const concurrency: Record<JobName, number> = { 'training-dispatch': 4, 'training-collect': 2 }

/** Where jobs end whose retries are used up. */
const deadQueue = 'training-dead'

export const queueNames: readonly string[] = [...Object.keys(concurrency), deadQueue]

/** A job that was given up. Its training is not: the sweep makes it a new one, or ends it. */
export interface DeadJob {
  name: string | null
  data: unknown
  retries: number | null
}

interface JobsOptions {
  database: Database
  now: () => Date
  onError: (error: unknown) => void
  onDead: (job: DeadJob) => void
  retryLimit?: number
}

/** Jobs on the database itself, by pg-boss, in its schema `pgboss`. */
export const createJobs = ({ database, now, onError, onDead, retryLimit = 20 }: JobsOptions): Jobs => {
  const boss = new PgBoss({
    ...database.jobs,
    useListenNotify: true,
    superviseIntervalSeconds: 15,
  })
  boss.on('error', onError)
  const abort = new AbortController()

  const prepare = async <Name extends JobName>(name: Name, handler: JobHandlers[Name]): Promise<void> => {
    await boss.createQueue(name, {
      notify: true,
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 15,
      // Longer than any send; for a job whose process died the sweep makes a new one long before it expires.
      expireInSeconds: 6 * 3_600,
      deleteAfterSeconds: 3_600,
    })
    await boss.work<JobData[Name]>(
      name,
      { localConcurrency: concurrency[name], pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
      async (jobs) => {
        for (const job of jobs) await handler(job.data, abort.signal)
      },
    )
  }

  const watchDead = async (): Promise<void> => {
    await boss.createQueue(deadQueue, { retryLimit: 0, deleteAfterSeconds: 3_600 })
    await boss.work<unknown, void, { includeMetadata: true }>(deadQueue, { includeMetadata: true }, async (jobs) => {
      for (const { data, sourceName: name, sourceRetryCount: retries } of jobs) onDead({ name, data, retries })
    })
  }

  return {
    enqueue: async (trx, name, data, notBefore) => {
      await boss.send(name, data, {
        ...(trx ? { db: fromKysely(trx) } : {}),
        deadLetter: deadQueue,
        // In whole seconds from now: the database's clock may differ from ours.
        ...(notBefore ? { startAfter: Math.max(1, Math.ceil((notBefore.getTime() - now().getTime()) / 1_000)) } : {}),
      })
    },
    start: async (handlers) => {
      await boss.start()
      await watchDead()
      await prepare('training-dispatch', handlers['training-dispatch'])
      await prepare('training-collect', handlers['training-collect'])
    },
    stop: async (timeoutMs) => {
      abort.abort()
      await boss.stop({ graceful: true, timeout: timeoutMs })
    },
  }
}
