import { setTimeout as pause } from 'node:timers/promises'
import { audit, orphans, settled } from '../support/audit.ts'
import { someCsv } from '../support/csv.ts'
import { send, type Answer } from '../support/http.ts'
import { Load } from '../support/load.ts'
import { Probe } from '../support/probe.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import { Proxy } from '../support/proxy.ts'
import type { Random } from '../support/random.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  /** Outages of each kind. */
  rounds: number
  /** Time in which all is well before each, at the most. */
  calmS: number
  stoppedS: number
  unreachableS: number
  /** Within how many seconds after its end everything is served again, where that is measured. */
  backS: number
}

interface Outage {
  kind: 'stopped' | 'unreachable'
  proxy: Proxy
  load: Load
  /** To which a file is sent to see whether all is served again. */
  machineId: number
}

export const outage = definePromise<Counts>({
  id: 'P6',
  promise: 'a database outage costs nothing that was accepted',
  bugs: {
    'no pool listener': /^the server ended by itself/,
    'endless wait': /^\d+ requests waited for the database as long as it was unreachable/,
  },
  counts: {
    small: { rounds: 1, calmS: 1, stoppedS: 4, unreachableS: 16, backS: Infinity },
    full: { rounds: 5, calmS: 10, stoppedS: 60, unreachableS: 60, backS: 10 },
  },
  run: async (trial, counts) => {
    const proxy = await Proxy.open([trial.postgres.port])
    try {
      return await onStage(trial, { databasePort: proxy.port, deadlineS: 3 }, async (stage) => {
        await stage.start()
        const alive = new Probe(stage.url(), '/healthz')
        const machineIds = (await stage.createMachines(8)).map(({ id }) => id)
        const load = new Load(stage, trial.random, { machineIds, url: stage.url() })
        const faults = await loseIdle(trial, stage)
        const [machineId = 0] = machineIds
        for (const kind of outagesOf(trial, counts)) {
          if (isAlive(stage)) faults.push(...(await survive(trial, stage, counts, { kind, proxy, load, machineId })))
        }
        await load.stop()
        if (!isAlive(stage)) return [...faults, 'the server ended by itself']
        if (trial.bug !== null) return faults
        await settled(stage)
        trial.note('requests, of them turned away', `${load.heard.length}, ${load.refused}`)
        trial.note('uploads promised', stage.ledger.uploads.length)
        trial.note('liveness, 99 of 100 within ms', await alive.stop())
        await stage.stop()
        stage.ageFiles(3 * 3_600)
        await stage.start()
        if (load.cut > 0) faults.push(`${load.cut} requests were not answered at all`)
        return [...faults, ...load.faults, ...alive.faults, ...(await audit(stage)), ...(await orphans(stage))]
      })
    } finally {
      await proxy.close()
    }
  },
})

/** With a bug, only what shows it: to lose idle connections is enough for the one. */
const outagesOf = ({ bug }: Trial, { rounds }: Counts): Outage['kind'][] => {
  if (bug !== null) return bug === 'endless wait' ? ['unreachable'] : []
  return Array.from({ length: rounds }, () => ['stopped', 'unreachable'] as const).flat()
}

const isAlive = (stage: Stage): boolean => stage.server().child.exitCode === null

/**
 * An administrator, or whatever stands between, closes the connections that nobody uses just then. Some are in use again
 * when the news comes: so it is done several times.
 */
const loseIdle = async ({ bug }: Trial, stage: Stage): Promise<string[]> => {
  // Until the server falls, where it is to.
  const times = bug === 'no pool listener' ? 100 : 3
  for (let time = 0; time < times && isAlive(stage); time++) {
    await until('idle connections are closed', () => (isAlive(stage) ? stage.closeIdle() : true))
  }
  return !isAlive(stage) || (await turned(stage, 200)) ? [] : ['not served after idle connections were closed']
}

/** From the beginning of an outage: those begun so early are to be answered, after eleven seconds, while it lasts. */
const earlyS = 3

/** So many requests are waiting for an answer of the database, for certain, when packets vanish. */
const caught = 3

/** Packets vanish while requests wait for their answer. */
const vanish = async (stage: Stage, proxy: Proxy): Promise<void> => {
  await until(`${caught} requests are under way when packets vanish`, async () => {
    const release = await stage.holdMachines(caught)
    proxy.swallow()
    const held = await stage.heldRequests()
    await release()
    if (held >= caught) return true
    proxy.pass()
    return undefined
  })
}

const survive = async (
  { postgres, random, note, bug, hurry }: Trial,
  stage: Stage,
  { calmS, stoppedS, unreachableS, backS }: Counts,
  { kind, proxy, load, machineId }: Outage,
): Promise<string[]> => {
  await pause(random.whole(0, calmS * 1_000))
  if (kind === 'stopped') await stage.stopDatabase(postgres)
  else await vanish(stage, proxy)
  const begun = performance.now()
  const lastsMs = (kind === 'stopped' ? stoppedS : unreachableS) * 1_000
  const unready = await turned(stage, 503)
  await pause(Math.max(0, begun + lastsMs - performance.now()))
  const early = () => load.waitingSince(begun + earlyS * 1_000)
  // A machine that stands still makes the outage longer, where nothing is measured.
  if (hurry && bug === null) await until('requests are answered', () => early() === 0 || undefined).catch(() => {})
  const waiting = early()
  if (kind === 'stopped') await stage.startDatabase(postgres)
  else proxy.pass()
  const back = performance.now()
  const sinceS = () => (performance.now() - back) / 1_000
  const ready = await turned(stage, 200)
  const readyS = sinceS()
  const taken = ready && (await accepted(stage, machineId, random))
  const tookS = sinceS()
  note(
    `seconds until ready, and a file taken, after the database was ${kind}`,
    `${readyS.toFixed(1)}, ${tookS.toFixed(1)}`,
  )
  const faults: string[] = []
  if (waiting > 0) faults.push(`${waiting} requests waited for the database as long as it was ${kind}`)
  if (!unready) faults.push(`readiness did not tell that the database was ${kind}`)
  if (unready && unready.headers['retry-after'] === undefined) faults.push('a 503 does not say when to come back')
  if (!taken) faults.push(`not served after the database was ${kind}`)
  if (tookS > backS) faults.push(`served only ${tookS} seconds after the database was back`)
  return faults
}

/** Waits until a file is taken; undefined when none is. */
const accepted = (stage: Stage, machineId: number, random: Random): Promise<true | undefined> =>
  until('a file is taken', async () => {
    const answer = await stage.tryUpload(machineId, someCsv(random, 20))
    return answer?.status === 200 ? true : undefined
  }).catch(() => undefined)

/** Waits until readiness answers so; undefined when it does not, or does not answer at all. */
const turned = (stage: Stage, wanted: number): Promise<Answer | undefined> =>
  until(`readiness is ${wanted}`, async () => {
    const answer = await send(stage.url(), '/readyz', { timeoutMs: 60_000 })
    return answer.status === wanted ? answer : undefined
  }).catch(() => undefined)
