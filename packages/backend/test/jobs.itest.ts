import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Database } from '../src/db/database.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { createJobs, type DeadJob, type JobHandlers, type Jobs } from '../src/jobs/jobs.ts'
import { createDatabase } from './support/harness.ts'
import { patient } from './support/steps.ts'

let database: Database
let drop: () => Promise<void>
beforeAll(async () => {
  const made = await createDatabase()
  drop = made.drop
  const fail = (error: unknown) => {
    throw error
  }
  database = await (made.url === undefined
    ? openEmbedded(null)
    : openPostgres({ connectionString: made.url, onError: fail }))
})
afterAll(async () => {
  await database.close()
  await drop()
})

const start = async (handlers: Partial<JobHandlers>, retryLimit: number) => {
  const dead: DeadJob[] = []
  const jobs: Jobs = createJobs({
    database,
    now: () => new Date(),
    onError: () => {},
    onDead: (job) => dead.push(job),
    retryLimit,
  })
  await jobs.start({ 'training-dispatch': idle, 'training-collect': idle, ...handlers })
  return { jobs, dead, [Symbol.asyncDispose]: () => jobs.stop(5_000) }
}

const idle = () => Promise.resolve()

test('a job that goes on failing is told of once it is given up, with what it was for', async () => {
  let tries = 0
  const collect = () => {
    tries++
    return Promise.reject(new Error('no ranking'))
  }
  await using running = await start({ 'training-collect': collect }, 1)
  await running.jobs.enqueue(null, 'training-collect', { trainingId: 7 })
  await vi.waitFor(
    () => expect(running.dead).toEqual([{ name: 'training-collect', data: { trainingId: 7 }, retries: 1 }]),
    patient,
  )
  expect(tries).toBe(2)
})

test('a job exists if and only if its transaction commits', async () => {
  const seen: number[] = []
  const collect = async ({ trainingId }: { trainingId: number }) => void seen.push(trainingId)
  await using running = await start({ 'training-collect': collect }, 0)
  const lost = database.transact(async (trx) => {
    await running.jobs.enqueue(trx, 'training-collect', { trainingId: 1 })
    throw new Error('rolled back')
  })
  await expect(lost).rejects.toThrow('rolled back')
  await database.transact((trx) => running.jobs.enqueue(trx, 'training-collect', { trainingId: 2 }))
  await vi.waitFor(() => expect(seen).toEqual([2]), patient)
})
