import { existsSync, readdirSync } from 'node:fs'
import { audit, settled } from '../support/audit.ts'
import { someCsv } from '../support/csv.ts'
import { LiveClient } from '../support/live-client.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import { Proxy } from '../support/proxy.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  clients: number
  /** Each passes five states. */
  trainings: number
}

export const live = definePromise<Counts>({
  id: 'P9',
  promise: 'live updates survive: everybody ends on the right state, and misses nothing on the way',
  bugs: { 'no replay': /^client \d+ saw/ },
  counts: { small: { clients: 40, trainings: 12 }, full: { clients: 1_000, trainings: 100 } },
  run: async (trial, counts) => {
    const ports: number[] = []
    const balancer = await Proxy.open(ports)
    const url = `http://127.0.0.1:${balancer.port}`
    const clients: LiveClient[] = []
    try {
      return await onStage(trial, { servers: 2, publicPort: balancer.port, deadlineS: 3 }, async (stage) => {
        ports.push(...stage.ports)
        await Promise.all([stage.start(0), stage.start(1)])
        const machineIds = (await stage.createMachines(Math.min(20, counts.trainings))).map(({ id }) => id)
        const open = openFiles(stage)
        const door = new Door()
        for (let client = 0; client < counts.clients; client++) {
          clients.push(new LiveClient(url, trial.random.whole(100, 1_500), () => door.open))
        }
        await until('all listen', () => (clients.every(({ last }) => last !== undefined) ? true : undefined))
        let starting: Promise<unknown> = Promise.resolve()
        // One kill shows the bug.
        const trainings = trial.bug === null ? counts.trainings : 2
        const kills = trial.bug === null ? [1 / 3, 2 / 3].map((share) => Math.floor(share * trainings)) : [0]
        for (let sent = 0; sent < trainings; sent++) {
          const index = kills.indexOf(sent)
          if (index >= 0) {
            await starting
            starting = killAndStart(stage, index, door)
            // Waited for below.
            starting.catch(() => {})
          }
          const csv = someCsv(trial.random, 10)
          const machineId = trial.random.pick(machineIds)
          await until(
            'the upload is taken',
            async () => (await stage.tryUpload(machineId, csv, url))?.status === 200 || undefined,
          )
        }
        await starting
        await settled(stage)
        const faults = await whatWasMissed(trial, stage, clients)
        if (trial.bug !== null) return faults
        const delays = clients.flatMap((client) => client.delays).toSorted((a, b) => a - b)
        trial.note('events received', delays.length)
        trial.note('95 of 100 within ms', delays[Math.floor(delays.length * 0.95)] ?? 0)
        for (const client of clients) client.close()
        return [...faults, ...(await keptOpen(stage, open)), ...(await audit(stage))]
      })
    } finally {
      for (const client of clients) client.close()
      await balancer.close()
    }
  },
})

/** Who lost the stream waits before it until there is something to catch up on. */
class Door {
  open: Promise<void> = Promise.resolve()
}

/** The other process goes on meanwhile: whoever was with this one has something to catch up on. */
const killAndStart = async (stage: Stage, index: number, door: Door): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  door.open = promise
  const witness = new LiveClient(stage.url(1 - index), 100)
  try {
    await stage.kill(index)
    const [row] = await stage.rows<{ seq: number }>('select coalesce(max(seq), 0)::int as seq from changes')
    await until('the others were told of a change', () => (witness.last ?? 0) > (row?.seq ?? 0) || undefined)
  } finally {
    resolve()
    witness.close()
  }
  await stage.start(index)
}

const whatWasMissed = async ({ bug }: Trial, stage: Stage, clients: readonly LiveClient[]): Promise<string[]> => {
  const all = (await stage.rows<{ seq: number }>('select seq::int from changes order by seq')).map(({ seq }) => seq)
  await until(
    'all caught up',
    () => (clients.every(({ last }) => last === all.at(-1)) ? true : undefined),
    // With the bug, who came back after the last change never does.
    bug === null ? undefined : 5_000,
  ).catch(() => {})
  return clients.flatMap(({ ids, resets }, index) => {
    const [first = 0, ...rest] = ids
    const expected = all.filter((seq) => seq > first)
    if (resets > 1) return [`client ${index} was told to read everything again`]
    return rest.join() === expected.join()
      ? []
      : [`client ${index} saw ${rest.length} of ${expected.length} changes, or not in their order`]
  })
}

/** Descriptors of the second server; undefined where the system does not tell. */
const openFiles = (stage: Stage): number | undefined => {
  const folder = `/proc/${stage.server(1).child.pid}/fd`
  return existsSync(folder) ? readdirSync(folder).length : undefined
}

const keptOpen = async (stage: Stage, before: number | undefined): Promise<string[]> => {
  if (before === undefined) return []
  const slack = 20
  try {
    await until('the connections are closed', () => ((openFiles(stage) ?? 0) <= before + slack ? true : undefined))
    return []
  } catch {
    return [`${openFiles(stage)} files are open, and ${before} were before anybody listened`]
  }
}
