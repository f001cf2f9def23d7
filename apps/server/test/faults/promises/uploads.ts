import { setTimeout as pause } from 'node:timers/promises'
import { audit, orphans } from '../support/audit.ts'
import { someCsv } from '../support/csv.ts'
import { definePromise, onStage, settledUnless, type Trial } from '../support/promise.ts'
import type { Stage } from '../support/stage.ts'

interface Counts {
  kills: number
  /** Uploads at once. */
  uploads: number
  /** Size of the largest, in rows. */
  rows: number
}

/** Longer than any lease, deadline or pause of a training. */
const awayS = 3_600

export const uploads = definePromise<Counts>({
  id: 'P1',
  promise: 'an upload that was answered with 2xx is never lost',
  bugs: {
    'answer before the file is kept': /^the file of training \d+ is gone/,
    'no sync': /^the file of training \d+ is not what was received/,
    'no folder sync': /^the file of training \d+ is gone/,
  },
  counts: { small: { kills: 4, uploads: 8, rows: 2_000 }, full: { kills: 200, uploads: 16, rows: 50_000 } },
  run: (trial, counts) =>
    onStage(trial, { deadlineS: 2, powerCuts: true }, async (stage) => {
      await stage.start()
      const machines = await stage.createMachines(counts.uploads)
      for (let kill = 0; kill < counts.kills; kill++) {
        const machineIds = machines.map(({ id }) => id)
        // At the moment a client is told that its file was taken, and at a random one, in turn.
        const told = kill % 2 === 0 ? trial.random.whole(1, machineIds.length) : Infinity
        await uploadUntilKilled(trial, stage, { machineIds, rows: counts.rows, told })
        stage.cutPower()
        await stage.age(awayS)
        await stage.start()
      }
      await settledUnless(trial, stage, 60_000 + counts.kills * 5_000)
      const { exitCode } = stage.server().child
      await stage.stop()
      // What a crash left is old enough now for the sweep of the next start.
      stage.ageFiles(3 * awayS)
      await stage.start()
      trial.note('kills', counts.kills)
      trial.note('uploads promised', stage.ledger.uploads.length)
      return [
        ...(exitCode === null ? [] : ['the server ended by itself']),
        ...(await audit(stage)),
        ...(await orphans(stage)),
      ]
    }),
})

interface Round {
  machineIds: readonly number[]
  rows: number
  /** How many uploads are answered before the kill. */
  told: number
}

const uploadUntilKilled = async ({ random }: Trial, stage: Stage, { machineIds, rows, told }: Round): Promise<void> => {
  const killed = new AbortController()
  let left = told
  const kill = async () => {
    if (killed.signal.aborted) return
    killed.abort()
    await stage.kill()
  }
  const uploader = async (machineId: number): Promise<void> => {
    const own = random.fork()
    while (!killed.signal.aborted) {
      const answer = await stage.tryUpload(machineId, someCsv(own, own.whole(3, rows)))
      if (answer?.status === 200 && --left <= 0) await kill()
      await pause(own.whole(0, 60))
    }
  }
  const working = machineIds.map(uploader)
  if (left === Infinity) {
    await pause(random.whole(50, 1_000))
    await kill()
  }
  await Promise.all(working)
}
