import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { floorBytes } from '../src/files/free-space.ts'
import { startHarness, type Harness } from './support/harness.ts'

let harness: Harness
let free = floorBytes
beforeAll(async () => {
  harness = await startHarness({}, { freeBytes: () => Promise.resolve(free) })
})
afterAll(() => harness.close())

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
  expect(await ready()).toEqual(well)
  expect(await ready('/')).toEqual(well)
})

test('one whose disk has less free than uploads must leave is not, until it has', async () => {
  free = floorBytes - 1
  expect(await ready()).toEqual(hinderedBy('disk'))
  free = floorBytes
  expect(await ready()).toEqual(well)
})

test('nor is one whose database lacks a migration, or never had any; one of a newer version is no obstacle', async () => {
  const { db } = harness.backend.deps.database
  await sql`update kysely_migration set name = 'x' || name where name like '0005-%'`.execute(db)
  expect(await ready()).toEqual(hinderedBy('migrations'))
  await sql`update kysely_migration set name = substr(name, 2) where name like 'x%'`.execute(db)
  await sql`insert into kysely_migration (name, timestamp) values ('9999-newer', '')`.execute(db)
  expect(await ready()).toEqual(well)
  await sql`alter table kysely_migration rename to elsewhere`.execute(db)
  free = 0
  expect(await ready()).toEqual(hinderedBy('migrations', 'disk'))
  free = floorBytes
  await sql`alter table elsewhere rename to kysely_migration`.execute(db)
  await sql`delete from kysely_migration where name = '9999-newer'`.execute(db)
  expect(await ready()).toEqual(well)
})

test('one that stops says so, and that it lives', async () => {
  await harness.backend.drain()
  expect(await ready()).toEqual(hinderedBy('stopping'))
  expect(await ready('/')).toEqual(hinderedBy('stopping'))
  expect((await fetch(`${harness.url}/healthz/`)).status).toBe(200)
  expect((await fetch(`${harness.url}/machines/`)).status).toBe(503)
})
