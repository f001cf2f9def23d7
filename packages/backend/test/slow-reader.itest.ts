import { sql } from 'kysely'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

/** So many of 4 KB are some megabytes more than the system's buffers between the two take. */
const count = 4_000
/** A guard against hanging. */
const patient = { timeout: 150_000, interval: 200 }

test(
  'who opens a live stream and never reads is dropped, and whoever reads still gets everything',
  { timeout: 300_000 },
  async () => {
    const { changes, database } = harness.backend.deps
    const { port } = new URL(harness.url)
    const deaf = connect(Number(port), '127.0.0.1').pause()
    deaf.on('error', () => {})
    deaf.write('GET /trpc/training.changes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    const seen: number[] = []
    const reader = harness.client.training.changes.subscribe(undefined, { onData: ({ id }) => seen.push(Number(id)) })
    await vi.waitFor(() => expect([changes.subscribers(), seen.length]).toEqual([2, 1]), patient)

    await database.transact(async (trx) => {
      await sql`insert into changes (kind, machine_id, training_id, state, stage, at)
      select 'training', 1, 1, 'training', repeat('x', 4096), now() from generate_series(1, ${count}) n`.execute(trx)
      await sql`select pg_notify('alavanca_changes', '')`.execute(trx)
    })
    await vi.waitFor(() => expect(seen).toHaveLength(1 + count), patient)
    const first = seen[1] ?? 0
    expect(seen.slice(1)).toEqual(Array.from({ length: count }, (_, i) => first + i))

    await vi.waitFor(() => expect(changes.subscribers()).toBe(1), patient)
    const closed = once(deaf, 'close')
    deaf.resume()
    await closed
    await harness.client.machines.create.mutate({ name: 'Prensa' })
    await vi.waitFor(() => expect(seen).toHaveLength(2 + count), patient)
    reader.unsubscribe()
  },
)
