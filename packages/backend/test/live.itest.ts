import type { Change } from '@alavanca/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { changeBounds, publishChange } from '../src/db/queries/changes.ts'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, reached, received, startTraining, patient } from './support/steps.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const watch = async (lastEventId?: string) => {
  const events: { id: string; change: Change }[] = []
  let started = () => {}
  const ready = new Promise<void>((resolve) => {
    started = resolve
  })
  const subscription = harness.client.training.changes.subscribe(lastEventId ? { lastEventId } : undefined, {
    onStarted: started,
    onData: ({ id, data }) => events.push({ id, change: data }),
  })
  await ready
  return {
    events,
    states: () => events.flatMap(({ change }) => (change.training ? [change.training.state] : [])),
    close: () => subscription.unsubscribe(),
  }
}

test('every state of a training arrives in order, and a reconnect gets exactly what it missed', async () => {
  const live = await watch()
  await vi.waitFor(() => expect(live.events[0]?.change.kind).toBe('reset'), patient)
  const { id, modelId } = await newMachine(harness)
  const trainingId = await startTraining(harness, id)
  await harness.service.complete(await received(harness, modelId))
  await reached(harness, trainingId, 'completed')
  await vi.waitFor(
    () => expect(live.states()).toEqual(['queued', 'sending', 'training', 'storing', 'completed']),
    patient,
  )
  expect(live.events.at(-1)?.change.at).toBeInstanceOf(Date)
  live.close()

  const sending = live.events.find(({ change }) => change.training?.state === 'sending')
  const resumed = await watch(sending?.id)
  await vi.waitFor(() => expect(resumed.states()).toEqual(['training', 'storing', 'completed']), patient)
  expect(resumed.events.map((event) => event.id)).toEqual(live.events.slice(-3).map((event) => event.id))
  await harness.client.machines.rename.mutate({ machineId: id, name: 'Outra' })
  await vi.waitFor(
    () => expect(resumed.events.at(-1)?.change).toMatchObject({ kind: 'machine_renamed', machineId: id }),
    patient,
  )
  resumed.close()
})

test('who comes back soon, after a restart too, is told what was missed without asking the database', async () => {
  const live = await watch()
  await vi.waitFor(() => expect(live.events).toHaveLength(1), patient)
  const { id } = await newMachine(harness)
  await harness.client.machines.rename.mutate({ machineId: id, name: 'Forja' })
  await vi.waitFor(() => expect(live.events).toHaveLength(3), patient)
  live.close()
  await harness.restart()
  const { changes, database } = harness.backend.deps
  const stop = new AbortController()
  // Where a transaction runs, a question beside it is refused.
  await database.transact(async () => {
    const missed = changes.subscribe(Number(live.events[1]?.id), stop.signal)
    expect((await missed.next()).value).toEqual(live.events[2])
    stop.abort()
    await missed.return()
  })
})

test('an id that is not kept, or not ours yet, is answered with a reset', async () => {
  const ahead = await watch('999999999')
  await vi.waitFor(() => expect(ahead.events[0]?.change.kind).toBe('reset'), patient)
  ahead.close()
})

test('a server that stops in order and starts again loses no watcher and no event', async () => {
  const live = await watch()
  await vi.waitFor(() => expect(live.events).toHaveLength(1), patient)
  const { id } = await newMachine(harness, 'Torno')
  await vi.waitFor(
    () => expect(live.events.at(-1)?.change).toMatchObject({ kind: 'machine_created', machineId: id }),
    patient,
  )
  await harness.restart()
  await harness.client.machines.rename.mutate({ machineId: id, name: 'Torno 2' })
  await vi.waitFor(
    () => expect(live.events.at(-1)?.change).toMatchObject({ kind: 'machine_renamed', machineId: id }),
    patient,
  )
  expect(live.events.filter(({ change }) => change.kind === 'reset')).toHaveLength(1)
  live.close()
})

test('who reads too slowly to be kept up with still gets everything, in order', async () => {
  const stop = new AbortController()
  const { changes, database } = harness.backend.deps
  const slow = changes.subscribe(undefined, stop.signal)
  await slow.next()
  const { id } = await newMachine(harness)
  const first = await slow.next()
  const start = Number(first.value?.id)
  await database.transact(async (trx) => {
    for (let i = 0; i < 1_500; i++)
      await publishChange(trx, { kind: 'machine_renamed', machine_id: id, at: new Date() })
  })
  await vi.waitFor(async () => expect((await changeBounds(database.db)).last).toBe(start + 1_500), patient)
  const seen: number[] = []
  while (seen.length < 1_500) {
    const { value } = await slow.next()
    seen.push(Number(value?.id))
  }
  expect(seen).toEqual(Array.from({ length: 1_500 }, (_, i) => start + 1 + i))
  stop.abort()
  await slow.return()
})
