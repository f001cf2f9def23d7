import { setTimeout as pause } from 'node:timers/promises'
import { audit, orphans, settled } from '../support/audit.ts'
import { someCsv } from '../support/csv.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
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
      let cut = 0
      let kills = 0
      for (; kills < counts.kills || (cut === 0 && kills < 10 * counts.kills); kills++) {
        const machineIds = machines.map(({ id }) => id)
        // At the moment a client is told that its file was taken, and at a random one, in turn.
        const told = kills % 2 === 0 ? trial.random.whole(1, machineIds.length) : Infinity
        cut += await uploadUntilKilled(trial, stage, { machineIds, rows: counts.rows, told })
        stage.cutPower()
        // Somebody was told: there is something to have been lost.
        if (trial.bug !== null) return audit(stage)
        await stage.age(awayS)
        await stage.start()
      }
      await settled(stage, 180_000 + kills * 5_000)
      const { exitCode } = stage.server().child
      await stage.stop()
      // What a crash left is old enough now for the sweep of the next start.
      stage.ageFiles(3 * awayS)
      await stage.start()
      trial.note('kills', kills)
      trial.note('uploads promised, cut', `${stage.ledger.uploads.length}, ${cut}`)
      return [
        ...(cut > 0 ? [] : [`no upload was under way at any of ${kills} kills`]),
        ...(exitCode === null ? [] : ['the server ended by itself']),
        ...(await audit(stage)),
        ...(await orphans(stage)),
      ]
    }),
})

/** Against hanging where no upload is taken. */
const guardMs = 180_000

interface Round {
  machineIds: readonly number[]
  rows: number
  /** How many uploads are answered before the kill. */
  told: number
}

/** @returns how many were cut */
const uploadUntilKilled = async (
  { random }: Trial,
  stage: Stage,
  { machineIds, rows, told }: Round,
): Promise<number> => {
  const killed = new AbortController()
  const begun = performance.now()
  let left = told
  let cut = 0
  const kill = async () => {
    if (killed.signal.aborted) return
    killed.abort()
    await stage.kill()
  }
  const uploader = async (machineId: number): Promise<void> => {
    const own = random.fork()
    while (!killed.signal.aborted) {
      const answer = await stage.tryUpload(machineId, someCsv(own, own.whole(3, rows)))
      if (!answer) cut++
      if (performance.now() - begun > guardMs) {
        killed.abort()
        throw new Error(`not within ${guardMs / 1_000} seconds: ${left} more uploads are taken`)
      }
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
  return cut
}
