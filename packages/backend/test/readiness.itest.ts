import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { floorBytes } from '../src/files/free-space.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { patient } from './support/steps.ts'

let harness: Harness
let free = floorBytes
beforeAll(async () => {
  harness = await startHarness({}, { freeBytes: () => Promise.resolve(free) })
})
afterAll(() => harness.close())

/** Waited for below: a database that is busy for a second counts as away. */
const ready = async (slash = '') => {
  const response = await fetch(`${harness.url}/readyz${slash}`)
  const body: unknown = await response.json()
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body }
}
const well = { status: 200, retryAfter: null, body: { status: 'ok', model_service: 'ok' } }
/** All that is told: a word for each, and when to ask again. */
const hinderedBy = (...failing: string[]) => ({
  status: 503,
  retryAfter: '2',
  body: { status: 'unavailable', failing, model_service: 'ok' },
})

test('a server that has all it needs is ready', async () => {
  await vi.waitFor(async () => expect(await ready()).toEqual(well), patient)
  await vi.waitFor(async () => expect(await ready('/')).toEqual(well), patient)
})

test('one whose disk has less free than uploads must leave is not, until it has', async () => {
  free = floorBytes - 1
  await vi.waitFor(async () => expect(await ready()).toEqual(hinderedBy('disk')), patient)
  free = floorBytes
  await vi.waitFor(async () => expect(await ready()).toEqual(well), patient)
})

test('nor is one whose database lacks a migration, or never had any; one of a newer version is no obstacle', async () => {
  const { db } = harness.backend.deps.database
  await sql`update kysely_migration set name = 'x' || name where name like '0005-%'`.execute(db)
  await vi.waitFor(async () => expect(await ready()).toEqual(hinderedBy('migrations')), patient)
  await sql`update kysely_migration set name = substr(name, 2) where name like 'x%'`.execute(db)
  await sql`insert into kysely_migration (name, timestamp) values ('9999-newer', '')`.execute(db)
  await vi.waitFor(async () => expect(await ready()).toEqual(well), patient)
  await sql`alter table kysely_migration rename to elsewhere`.execute(db)
  free = 0
  await vi.waitFor(async () => expect(await ready()).toEqual(hinderedBy('migrations', 'disk')), patient)
  free = floorBytes
  await sql`alter table elsewhere rename to kysely_migration`.execute(db)
  await sql`delete from kysely_migration where name = '9999-newer'`.execute(db)
  await vi.waitFor(async () => expect(await ready()).toEqual(well), patient)
})

test('one that stops says so, and that it lives', async () => {
  await harness.backend.drain()
  await vi.waitFor(async () => expect(await ready()).toEqual(hinderedBy('stopping')), patient)
  await vi.waitFor(async () => expect(await ready('/')).toEqual(hinderedBy('stopping')), patient)
  expect((await fetch(`${harness.url}/healthz/`)).status).toBe(200)
  expect((await fetch(`${harness.url}/machines/`)).status).toBe(503)
})
