import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { publishChange } from '../src/db/queries/changes.ts'
import { lockStep } from '../src/db/queries/trainings.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, patient, reached, received, startTraining } from './support/steps.ts'

/** Only a server lets two transactions wait for each other: the embedded database has one connection. */

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

test('deleting a machine and ending one of its trainings wait for each other, and never both at once', async () => {
  const { client, backend } = harness
  const { id, modelId } = await newMachine(harness)
  const first = await startTraining(harness, id)
  await received(harness, modelId)
  await reached(harness, first, 'training')
  const second = await startTraining(harness, id)
  let removal = Promise.resolve()
  await backend.deps.database.transact(async (trx) => {
    await lockStep(trx, second)
    removal = client.machines.delete.mutate({ machineId: id })
    await vi.waitFor(async () => {
      const waiting = await sql`select 1 from pg_locks
        where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(trx)
      expect(waiting.rows).toHaveLength(1)
    }, patient)
    await publishChange(trx, {
      kind: 'training',
      machine_id: id,
      training_id: second,
      state: 'queued',
      at: new Date(),
    })
  })
  await expect(removal).resolves.toBeUndefined()
})
