import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createChangeFeed, type FeedEvent } from '../src/changes/feed.ts'
import type { Database } from '../src/db/database.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { publishChange } from '../src/db/queries/changes.ts'
import { createJobs } from '../src/jobs/jobs.ts'
import { FaultyLine } from './support/faulty-line.ts'
import { createDatabase, startHarness, type Harness } from './support/harness.ts'
import { patient } from './support/steps.ts'

const now = () => new Date()

/** A database, its address through a line that can forget, and how to leave both. */
const openLine = async (direct: string) => {
  const line = new FaultyLine(Number(new URL(direct).port))
  await line.up()
  const url = new URL(direct)
  url.port = String(line.port)
  return { line, url: url.href }
}

/** One database seen from here, and from the far end of a line. */
const openBoth = async () => {
  const { url: direct = '', drop } = await createDatabase()
  const { line, url } = await openLine(direct)
  const near = await openPostgres({ connectionString: direct, onError: () => {} })
  await migrate(near)
  const far = await openPostgres({ connectionString: url, onError: () => {} })
  const close = async () => {
    await Promise.all([near.close(), line.down()])
    await far.close()
    await drop()
  }
  return { near, far, line, [Symbol.asyncDispose]: close }
}

/** Only a server has connections that can be forgotten on the way. */
describe('when the network forgets the connections to the database, and tells nobody', { timeout: 240_000 }, () => {
  test.concurrent('jobs run again', async () => {
    await using both = await openBoth()
    const { near, far, line } = both
    const done: number[] = []
    const jobs = createJobs({ database: far, now, onError: () => {}, onDead: () => {} })
    await jobs.start({
      'training-dispatch': () => Promise.resolve(),
      'training-collect': ({ trainingId }) => Promise.resolve(void done.push(trainingId)),
    })
    const enqueue = (trainingId: number) =>
      near.transact((trx) => jobs.enqueue(trx, 'training-collect', { trainingId }))
    await enqueue(1)
    await vi.waitFor(() => expect(done).toEqual([1]), patient)
    line.forget()
    await enqueue(2)
    await vi.waitFor(() => expect(done).toEqual([1, 2]), patient)
    await jobs.stop(5_000)
  })

  test.concurrent('whoever listens is told of what happened meanwhile, and hears again', async () => {
    await using both = await openBoth()
    const { near, far, line } = both
    const publish = (machineId: number) =>
      near.transact((trx) => publishChange(trx, { kind: 'machine_renamed', machine_id: machineId, at: now() }))
    let wakes = 0
    const feed = createChangeFeed({ database: counting(far, () => wakes++), now, onError: () => {} })
    await feed.start()
    const leave = new AbortController()
    const events: FeedEvent[] = []
    const reading = (async () => {
      for await (const event of feed.subscribe(undefined, leave.signal)) events.push(event)
    })()
    await vi.waitFor(() => expect(events).toHaveLength(1), patient)
    const before = wakes
    line.forget()
    for (const machineId of [1, 2, 3]) await publish(machineId)
    // No word of these came through: the listener noticed the silence, connected anew, and woke the reader for the gap.
    await vi.waitFor(() => expect(wakes).toBe(before + 1), patient)
    await publish(4)
    await vi.waitFor(() => expect(wakes).toBe(before + 2), patient)
    await vi.waitFor(() => expect(events.map(({ change }) => change.machineId)).toEqual([null, 1, 2, 3, 4]), patient)
    leave.abort()
    await reading
    await feed.stop()
  })

  describe('a server at the far end', () => {
    let beside: Harness
    let harness: Harness
    let line: FaultyLine
    beforeAll(async () => {
      beside = await startHarness()
      const there = await openLine(beside.databaseUrl ?? '')
      line = there.line
      harness = await startHarness({}, { metrics: true, beside: { ...beside, databaseUrl: there.url } })
    })
    afterAll(async () => {
      await harness.close()
      await line.down()
      await beside.close()
    })

    /** How often it said that it is not ready, and what only the database knows. */
    const metrics = async () => {
      const answer = await harness.backend.metricsApp?.request('/metrics', { headers: { host: 'localhost' } })
      const text = (await answer?.text()) ?? ''
      const [, refusals = '0'] = /_count\{route="\/readyz",method="GET",status_class="5xx"\} (\d+)$/m.exec(text) ?? []
      return {
        refusals: Number(refusals),
        stored: text.match(/^(trainings|jobs|oldest_job_seconds)\b.*$/gm) ?? [],
      }
    }

    test('says that it is not ready long before requests are given up, however many ask, and is ready again', async () => {
      const isWell = async () => {
        await vi.waitFor(async () => expect((await fetch(`${harness.url}/readyz`)).status).toBe(200), patient)
        await vi.waitFor(async () => expect((await metrics()).stored).toContain('trainings{state="queued"} 0'), patient)
      }
      await isWell()
      const before = (await metrics()).refusals
      line.forget()
      let given = false
      const stuck = fetch(`${harness.url}/machines/`).finally(() => {
        given = true
      })
      const asked = await Promise.all(Array.from({ length: 30 }, () => fetch(`${harness.url}/readyz`)))
      expect(given).toBe(false)
      for (const answer of asked) {
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
        expect(await answer.json()).toEqual({ status: 'unavailable', failing: ['database'], model_service: 'ok' })
      }
      const { refusals, stored } = await metrics()
      expect(given).toBe(false)
      expect(refusals - before).toBe(asked.length)
      expect(stored).toEqual([])

      const answer = await stuck
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
      await isWell()
    })
  })
})

/** The same database, told of each wake. */
const counting = (database: Database, onWake: () => void): Database => ({
  ...database,
  changeSignal: {
    start: ({ wake }) =>
      database.changeSignal.start({
        wake: () => {
          onWake()
          wake()
        },
      }),
    stop: () => database.changeSignal.stop(),
  },
})
