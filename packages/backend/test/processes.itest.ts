import type { Change } from '@alavanca/contract'
import { sql } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startHarness, type Harness } from './support/harness.ts'
import { newMachine, reached, received, startTraining, patient } from './support/steps.ts'

/** Only a server can be shared: the embedded database refuses a second process. */
describe('two server processes on one database', () => {
  let a: Harness
  let b: Harness
  /** Begun first and awaited last, since a ping comes only every fifteen seconds. */
  let pinged: Promise<string>
  const leaving = new AbortController()
  beforeAll(async () => {
    a = await startHarness()
    b = await startHarness({}, { beside: a })
    pinged = readUntilPing(`${a.url}/trpc/training.changes`, leaving.signal)
    pinged.catch(() => {})
  })
  afterAll(async () => {
    leaving.abort()
    await b.close()
    await a.close()
  })

  const watch = async ({ client }: Harness, lastEventId?: string) => {
    const events: { id: string; change: Change }[] = []
    const started = Promise.withResolvers<void>()
    const subscription = client.training.changes.subscribe(lastEventId ? { lastEventId } : undefined, {
      onStarted: () => started.resolve(),
      onData: ({ id, data }) => events.push({ id, change: data }),
    })
    await started.promise
    return {
      events,
      ids: () => events.map(({ id }) => id),
      statesOf: (trainingId: number) =>
        events.flatMap(({ change: { training } }) => (training?.id === trainingId ? [training.state] : [])),
      close: () => subscription.unsubscribe(),
    }
  }

  test('what happens at one reaches who watches the other, told by the database and not found by looking', async () => {
    const atB = await watch(b)
    await vi.waitFor(() => expect(atB.events[0]?.change.kind).toBe('reset'), patient)
    const { id } = await newMachine(a, 'Prensa A')
    await vi.waitFor(
      () => expect(atB.events.at(-1)?.change).toMatchObject({ kind: 'machine_created', machineId: id }),
      patient,
    )
    // A reader that was not told looks by itself every ten seconds, and finds one of these each time: three minutes.
    const renameAll = async () => {
      for (let n = 1; n <= 20; n++) {
        const before = atB.events.length
        await a.client.machines.rename.mutate({ machineId: id, name: `Prensa ${n}` })
        await vi.waitFor(() => expect(atB.events).toHaveLength(before + 1), patient)
      }
      return 'told'
    }
    expect(await Promise.race([renameAll(), sleep(patient.timeout, 'found by looking', { ref: false })])).toBe('told')
    expect(atB.events.at(-1)?.change.kind).toBe('machine_renamed')
    atB.close()
  })

  test('who was connected to one goes on at the other, and gets exactly what was missed', async () => {
    const { id, modelId } = await newMachine(a)
    const atA = await watch(a)
    await vi.waitFor(() => expect(atA.events).toHaveLength(1), patient)
    const trainingId = await startTraining(a, id)
    const sent = await received(a, modelId)
    await reached(b, trainingId, 'training')
    await a.service.complete(sent)
    await reached(b, trainingId, 'completed')
    await vi.waitFor(() => expect(atA.statesOf(trainingId).at(-1)).toBe('completed'), patient)
    const left = atA.events.find(({ change }) => change.training?.state === 'sending')
    const atB = await watch(b, left?.id)
    await vi.waitFor(() => expect(atB.statesOf(trainingId)).toEqual(['training', 'storing', 'completed']), patient)
    const from = atA.ids().indexOf(left?.id ?? '')
    expect(atB.ids()).toEqual(atA.ids().slice(from + 1))
    atA.close()
    atB.close()
  })

  test('they share the work: every training is sent once and completed once, wherever its callback goes', async () => {
    const machines = await Promise.all(Array.from({ length: 10 }, (_, i) => newMachine(i % 2 === 0 ? a : b)))
    const trainingIds = await Promise.all(machines.map(({ id }, i) => startTraining(i % 3 === 0 ? a : b, id)))
    const sent = await Promise.all(machines.map(({ modelId }) => received(a, modelId)))
    for (const { modelId } of machines) {
      a.service.rankings.set(modelId, '[{"feature":"a","score_final":1,"importance_shap_mean_abs":2}]')
    }
    const toward = (url: string, harness: Harness) => url.replace(new URL(url).origin, harness.url)
    await Promise.all(
      sent.flatMap((training) =>
        [a, b, a, b].map(async (harness) => {
          const callbackUrl = toward(training.callbackUrl, harness)
          expect((await a.service.complete({ ...training, callbackUrl })).status).toBe(200)
        }),
      ),
    )
    for (const trainingId of trainingIds) {
      expect(await reached(b, trainingId, 'completed')).toMatchObject({ attempts: 1 })
      const { items } = await a.client.training.deliveries.query({ trainingId })
      expect(items.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'duplicate', 'duplicate', 'duplicate'])
    }
    const models = new Set(machines.map(({ modelId }) => modelId))
    expect(a.service.trainings.filter(({ modelId }) => models.has(modelId))).toHaveLength(machines.length)
  })

  test('a broken connection to the database loses no event', async () => {
    const { id } = await newMachine(a)
    const atB = await watch(b)
    await vi.waitFor(() => expect(atB.events).not.toEqual([]), patient)
    const { rows } = await sql<{ ended: boolean }>`
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where application_name = 'alavanca-listen' and datname = current_database()`.execute(a.backend.deps.database.db)
    expect(rows).toEqual([{ ended: true }, { ended: true }])
    const names = Array.from({ length: 5 }, (_, i) => `Prensa ${i}`)
    for (const name of names) await a.client.machines.rename.mutate({ machineId: id, name })
    const renames = () => atB.events.filter(({ change }) => change.machineId === id)
    await vi.waitFor(() => expect(renames()).toHaveLength(names.length), patient)
    expect(renames().every(({ change }) => change.kind === 'machine_renamed')).toBe(true)
    const ids = renames().map((event) => Number(event.id))
    expect(ids).toEqual(ids.toSorted((x, y) => x - y))
    atB.close()
  })

  test('one that stops leaves its work to the other', async () => {
    const { id, modelId } = await newMachine(a)
    const first = await startTraining(b, id)
    const second = await startTraining(b, id)
    const sent = await received(a, modelId)
    await reached(a, first, 'training')
    await b.close()
    const callbackUrl = sent.callbackUrl.replace(new URL(sent.callbackUrl).origin, a.url)
    await a.service.complete({ ...sent, callbackUrl })
    await reached(a, first, 'completed')
    const next = await received(a, modelId, 2)
    await a.service.complete({
      ...next,
      callbackUrl: next.callbackUrl.replace(new URL(next.callbackUrl).origin, a.url),
    })
    await reached(a, second, 'completed')
    b = await startHarness({}, { beside: a })
  })

  test('a stream with nothing to tell still says that it lives, and when to come back if it does not', async () => {
    const text = await pinged
    expect(text).toContain('"reconnectAfterInactivityMs":40000')
    expect(text).toMatch(/^event: ping$/m)
  })
})

const readUntilPing = async (url: string, signal: AbortSignal): Promise<string> => {
  const response = await fetch(url, { signal })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (/^event: ping$/m.test(text)) break
  }
  return text
}
