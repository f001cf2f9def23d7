import { sql } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { listAllMachines } from '../src/db/queries/machines.ts'
import { createDatabase, startHarness, type Harness } from './support/harness.ts'
import { patient } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

test('using the database handle inside a transaction is an error at once', async () => {
  const { database } = harness.backend.deps
  const leak = database.transact(async () => {
    await database.db.selectFrom('machines').selectAll().execute()
  })
  await expect(leak).rejects.toThrow('inside a transaction')
  // The second time it is compiled already.
  await listAllMachines(database.db)
  await expect(database.transact(() => listAllMachines(database.db))).rejects.toThrow('inside a transaction')
  expect(await database.transact(listAllMachines)).toEqual([])
  await expect(database.db.selectFrom('machines').selectAll().execute()).resolves.toEqual([])
})

test('what a transaction wrote is gone when it throws', async () => {
  const { database } = harness.backend.deps
  const row = { name: 'x', search_name: 'x', model_id: 1, created_at: new Date() }
  const broken = database.transact(async (trx) => {
    await trx.insertInto('machines').values(row).execute()
    throw new Error('no')
  })
  await expect(broken).rejects.toThrow('no')
  expect(await database.db.selectFrom('machines').selectAll().execute()).toEqual([])
})

test('both drivers read counts, bigints and times alike', async () => {
  const { rows } = await sql<{ count: number; big: number; at: Date }>`
    select count(*) as count, 9007199254740991::bigint as big, '2026-01-02T03:04:05.678Z'::timestamptz(3) as at
    from machines`.execute(harness.backend.deps.database.db)
  expect(rows).toEqual([{ count: 0, big: 9_007_199_254_740_991, at: new Date('2026-01-02T03:04:05.678Z') }])
})

test('the database itself keeps a second training away from a machine at work', async () => {
  const { db } = harness.backend.deps.database
  const at = new Date()
  const insert = sql`
    with m as (insert into machines (name, search_name, model_id, created_at) values ('x', 'x', 1, ${at}) returning id),
    d as (insert into datasets (machine_id, file_name, storage_key, bytes, sha256, row_count, encoding, delimiter, decimal_mark, columns, created_at)
      select id, '', 'k', 0, '', 0, '', '', '', '[]', ${at} from m returning id, machine_id)
    insert into trainings (machine_id, dataset_id, model_id, target, state, created_at)
      select machine_id, id, 1, 'y', unnest(array['sending', 'storing']), ${at} from d`
  await expect(insert.execute(db)).rejects.toMatchObject({ code: '23505' })
})

test('another host name is turned away before anything looks at the request', async () => {
  const { port } = new URL(harness.url)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/machines/', headers: { host: `evil.example:${port}` } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })
  expect(status).toBe(421)
})

if (inject('databaseServer') === null) {
  test('a second opener of the same folder is told who has it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-lock-'))
    const first = await openEmbedded(path.join(folder, 'database'))
    await expect(openEmbedded(path.join(folder, 'database'))).rejects.toThrow(`open in process ${process.pid}`)
    await first.close()
    const second = await openEmbedded(path.join(folder, 'database'))
    await second.close()
    rmSync(folder, { recursive: true })
  })
} else {
  test('of several processes that migrate at once, one applies', async () => {
    const { url, drop } = await createDatabase()
    const open = () => openPostgres({ connectionString: url ?? '', onError: () => {} })
    const databases = await Promise.all([open(), open(), open(), open(), open()])
    const applied = await Promise.all(databases.map((database) => migrate(database)))
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
    await Promise.all(databases.map((database) => database.close()))
    await drop()
  })

  test('an unreachable server is one sentence, without its password', async () => {
    const opened = openPostgres({ connectionString: 'postgresql://me:secret@127.0.0.1:1/x', onError: () => {} })
    const error: unknown = await opened.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(String(error)).toMatch(/^StartupError: The database at DATABASE_URL cannot be used/)
    expect(String(error)).not.toContain('secret')
  })

  test('connections that break in the middle of a query or a transaction end neither the process nor the service', async () => {
    const { database } = harness.backend.deps
    const { db } = database
    const kill = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
    const query = sql`select pg_sleep(20)`.execute(db)
    const transaction = database.transact(async (trx) => {
      await sql`select 1`.execute(trx)
      await sql`select pg_sleep(20)`.execute(trx)
    })
    const both = Promise.allSettled([query, transaction])
    await vi.waitFor(async () => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
        where datname = current_database() and query like '%pg_sleep(20)%' and state = 'active'`.execute(db)
      expect(rows[0]?.n).toBeGreaterThanOrEqual(3)
    }, patient)
    await kill.execute(db)
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await vi.waitFor(async () => expect((await fetch(`${harness.url}/readyz`)).status).toBe(200), patient)
  })
}
