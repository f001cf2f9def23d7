import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { audit, settled } from '../support/audit.ts'
import { someCsv } from '../support/csv.ts'
import { NotTold, send } from '../support/http.ts'
import { Load } from '../support/load.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import { Proxy } from '../support/proxy.ts'
import { SlowUpload } from '../support/slow-upload.ts'
import type { Stage } from '../support/stage.ts'

interface Counts {
  /** SIGTERMs of one process under load. */
  stops: number
  /** Restarts of two processes, one after the other, behind a balancer. */
  rolls: number
  /** Rounds of five processes that start together on an empty database. */
  races: number
}

export const restarts = definePromise<Counts>({
  id: 'P10',
  promise: 'a restart is safe at any moment',
  bugs: { 'no drain': /^an upload under way was answered with undefined/ },
  counts: { small: { stops: 2, rolls: 1, races: 1 }, full: { stops: 50, rolls: 20, races: 20 } },
  run: async (trial, counts) => [
    ...(await stopUnderLoad(trial, counts.stops)),
    // The bug is noticed by now.
    ...(trial.bug === null ? await rollTwo(trial, counts.rolls).catch(toFault) : []),
    ...(trial.bug === null ? await raceMigrations(trial, counts.races).catch(toFault) : []),
  ],
})

/** What is known of the parts before is not lost. */
const toFault = (error: unknown): string[] => [String(error)]

/** So many are under way whenever a signal comes. */
const slowUploads = 3

/** And so many requests at least wait for the database. */
const held = 2

/** When this resolves, a server has seen what was sent to it before: it is not in a socket's buffer any more. */
const roundTrip = async (...urls: string[]): Promise<void> => {
  for (const url of urls) await send(url, '/healthz')
}

const stopUnderLoad = (trial: Trial, stops: number): Promise<string[]> =>
  onStage(trial, { deadlineS: 3 }, async (stage) => {
    const faults: string[] = []
    let unanswered = 0
    await stage.start()
    const machineIds = (await stage.createMachines(8)).map(({ id }) => id)
    for (let stop = 0; stop < stops; stop++) {
      const load = new Load(stage, trial.random, { machineIds, url: stage.url() })
      const slow = machineIds.slice(0, slowUploads).map((id) => ({ id, content: someCsv(trial.random, 500) }))
      const underWay = slow.map(({ id, content }) => new SlowUpload(stage.url(), id, content))
      await Promise.all(underWay.map(({ begun }) => begun))
      await pause(trial.random.whole(300, 1_200))
      const release = await stage.holdMachines(held)
      const signalled = performance.now()
      await roundTrip(stage.url())
      const ended = stage.stop()
      unanswered += load.waitingSince(signalled)
      await pause(trial.random.whole(20, 400))
      await release()
      const answers = await Promise.all(underWay.map((upload) => upload.finish().catch(notTold)))
      const [{ code, stderr }] = await Promise.all([ended, load.stop()])
      if (code !== 0) faults.push(`the server ended with ${code}: ${stderr}`)
      for (const [index, { id, content }] of slow.entries()) {
        const answer = answers[index]
        if (answer?.status === 200) promise(stage, id, content, answer.text)
        else faults.push(`an upload under way was answered with ${answer?.status}`)
      }
      const cut = load.heard.filter(({ begun, answer }) => !answer && begun < signalled)
      if (cut.length > 0) faults.push(`${cut.length} requests begun before the signal were cut`)
      faults.push(...load.faults)
      // The bug is noticed by now.
      if (trial.bug !== null) return faults
      await stage.start()
    }
    await settled(stage)
    trial.note('stops under load', stops)
    trial.note('uploads under way then, other requests', `${stops * slowUploads}, ${unanswered}`)
    return [...faults, ...(await audit(stage))]
  })

const notTold = (error: unknown): undefined => {
  if (!(error instanceof NotTold)) throw error
}

const promise = (stage: Stage, machineId: number, content: string, text: string): void => {
  const { training_id: trainingId } = JSON.parse(text) as { training_id: number }
  stage.ledger.promise({ trainingId, machineId, sha256: createHash('sha256').update(content).digest('hex') })
}

const rollTwo = async (trial: Trial, rolls: number): Promise<string[]> => {
  const ports: number[] = []
  const balancer = await Proxy.open(ports)
  try {
    return await onStage(trial, { servers: 2, publicPort: balancer.port, deadlineS: 3 }, async (stage) => {
      ports.push(...stage.ports)
      await Promise.all([stage.start(0), stage.start(1)])
      const machineIds = (await stage.createMachines(8)).map(({ id }) => id)
      const url = `http://127.0.0.1:${balancer.port}`
      const load = new Load(stage, trial.random, { machineIds, url })
      const faults: string[] = []
      const stoppings: { from: number; to: number }[] = []
      for (let roll = 0; roll < rolls; roll++) {
        for (const index of [0, 1]) {
          await pause(trial.random.whole(200, 800))
          const from = performance.now()
          await roundTrip(url, stage.url(index))
          const { code, stderr } = await stage.stop(index)
          stoppings.push({ from, to: performance.now() })
          if (code !== 0) faults.push(`a server ended with ${code} in a rolling restart: ${stderr}`)
          await stage.start(index)
        }
      }
      await load.stop()
      const cut = load.heard.filter(
        ({ begun, answer }) => !answer && !stoppings.some(({ from, to }) => begun >= from && begun <= to),
      )
      if (cut.length > 0) faults.push(`${cut.length} requests begun before or after a restart were cut`)
      await settled(stage, 180_000 + rolls * 30_000)
      trial.note(
        'requests through rolling restarts, turned away, cut',
        `${load.heard.length}, ${load.refused}, ${load.cut}`,
      )
      return [...faults, ...load.faults, ...(await audit(stage))]
    })
  } finally {
    await balancer.close()
  }
}

const raceMigrations = async (trial: Trial, races: number): Promise<string[]> => {
  const faults: string[] = []
  for (let race = 0; race < races; race++) {
    faults.push(
      ...(await onStage(trial, { servers: 5 }, async (stage) => {
        const started = await Promise.allSettled(stage.ports.map((_, index) => stage.start(index)))
        const failed = started.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))
        const rows = await stage.rows<{ name: string }>('select name from kysely_migration')
        const names = new Set(rows.map(({ name }) => name))
        return names.size === rows.length && names.size > 0 ? failed : [...failed, 'a migration was applied twice']
      })),
    )
  }
  trial.note('migrations raced by five', races)
  return faults
}
