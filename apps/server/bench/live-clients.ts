/**
 * What live clients cost the server, on PostgreSQL: memory of each, CPU while nothing happens, and CPU of each event
 * given to one of them; against a bare Node server in the same run that writes the same events to as many connections.
 *
 * node apps/server/bench/live-clients.ts [--clients 1000] [--changes 100]
 */
import { startPostgres } from '@alavanca/postgres'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { json, send } from '../test/faults/support/http.ts'
import { LiveClient } from '../test/faults/support/live-client.ts'
import { Stage } from '../test/faults/support/stage.ts'
import { until } from '../test/faults/support/until.ts'
import { summary } from './summary.ts'

const { values } = parseArgs({
  options: { clients: { type: 'string', default: '1000' }, changes: { type: 'string', default: '100' } },
})
const clientCount = Number(values.clients)
const changes = Number(values.changes)
const quietS = 30

/** Resident memory in MB (proc(5)). */
const residentMb = ({ pid }: ChildProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** utime and stime, fields 14 and 15 of /proc/PID/stat (proc(5)), which are in hundredths of a second. */
const cpuMs = ({ pid }: ChildProcess): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

interface Measured {
  kbEach: number
  /** Of one processor, with nobody but one listening, and with all. */
  quietCpuPercent: { before: number; after: number }
  /** Microseconds of CPU for each event of each client. */
  eventUs: number
  delayMs: ReturnType<typeof summary>
}

/** @param change makes one change, and tells nobody who does not listen */
const measure = async (
  child: ChildProcess,
  url: string,
  change: (n: number) => Promise<unknown>,
): Promise<Measured> => {
  // What is made at the first of its kind is no client's.
  const first = new LiveClient(url, 1_000)
  await until('one listens', () => (first.last === undefined ? undefined : true))
  const quietBefore = await quietCpuPercent(child)
  const before = residentMb(child)
  const clients = Array.from({ length: clientCount }, () => new LiveClient(url, 1_000))
  await until('all listen', () => (clients.every(({ last }) => last !== undefined) ? true : undefined))
  await pause(3_000)
  const kbEach = ((residentMb(child) - before) * 1024) / clientCount
  const quietAfter = await quietCpuPercent(child)
  const busy = cpuMs(child)
  for (let n = 1; n <= changes; n++) {
    await change(n)
    await until('all were told', () => (clients.every(({ delays }) => delays.length >= n) ? true : undefined))
  }
  const eventUs = ((cpuMs(child) - busy) * 1_000) / (changes * clientCount)
  const delayMs = summary(clients.flatMap(({ delays }) => delays))
  for (const client of [first, ...clients]) client.close()
  return {
    kbEach: Math.round(kbEach),
    quietCpuPercent: { before: quietBefore, after: quietAfter },
    eventUs: Math.round(eventUs),
    delayMs,
  }
}

const quietCpuPercent = async (child: ChildProcess): Promise<number> => {
  const start = cpuMs(child)
  await pause(quietS * 1_000)
  return Number(((cpuMs(child) - start) / (quietS * 10)).toFixed(1))
}

const postgres = await startPostgres()
const bare = fork(fileURLToPath(new URL('bare-stream.ts', import.meta.url)))
const stage = await Stage.open({ postgres, bug: null, hurry: false })
try {
  const [port] = (await once(bare, 'message')) as [number]
  const bareUrl = `http://127.0.0.1:${port}`
  const tell = (n: number) => send(bareUrl, '/', json({ n }))
  const plain = await measure(bare, bareUrl, tell)
  process.stdout.write(`bare ${JSON.stringify(plain)}\n`)
  const { child } = await stage.start()
  const { id } = await stage.createMachine('Prensa')
  const rename = (n: number) =>
    send(stage.url(), '/trpc/machines.rename', json({ json: { machineId: id, name: `Prensa ${n}` } }))
  const ours = await measure(child, stage.url(), rename)
  process.stdout.write(`ours ${JSON.stringify(ours)}\n`)
  const ratio = { memory: ours.kbEach / plain.kbEach, event: ours.eventUs / plain.eventUs }
  process.stdout.write(`${JSON.stringify({ clients: clientCount, changes, ratio })}\n`)
} finally {
  bare.kill()
  await stage.close()
  await postgres.remove()
}
