import { setTimeout as pause } from 'node:timers/promises'
import { audit } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import { definePromise, onStage, settledUnless, type Trial } from '../support/promise.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  trainings: number
  /** While the second half of them is due. */
  kills: number
  deadlineS: number
  /** How long after its deadline a training may end at the latest, where that is measured. */
  lateS: number
}

export const deadlines = definePromise<Counts>({
  id: 'P4',
  promise: 'no training stays at work when its webhook is lost',
  bugs: { 'no reaper': /^training \d+ is training and was to be/ },
  counts: {
    small: { trainings: 8, kills: 1, deadlineS: 2, lateS: Infinity },
    full: { trainings: 100, kills: 50, deadlineS: 20, lateS: 30 },
  },
  run: (trial, counts) =>
    onStage(trial, { deadlineS: counts.deadlineS }, async (stage) => {
      stage.service.reports = false
      await stage.start()
      const undisturbed = await loseWebhooks(trial, stage, counts)
      await settledUnless(trial, stage, 180_000)
      const [late] = await stage.rows<{ seconds: number }>(
        'select extract(epoch from max(finished_at - sent_at))::float - $1 as seconds from trainings',
        [counts.deadlineS],
      )
      const lateS = late?.seconds ?? 0
      trial.note('seconds after the deadline, at most', lateS.toFixed(1))
      const killed = await loseWebhooks(trial, stage, counts)
      for (let kill = 0; kill < counts.kills; kill++) {
        await pause(trial.random.whole(100, counts.deadlineS * 500))
        await stage.kill()
        await stage.start()
      }
      await settledUnless(trial, stage, 180_000)
      return [
        ...(lateS > counts.lateS ? [`a training ended ${lateS} seconds after its deadline`] : []),
        ...(await undisturbed()),
        ...(await killed()),
        ...(await audit(stage)),
      ]
    }),
})

/**
 * Half of the trainings have a result that nobody reports, the others none.
 *
 * @returns what is wrong about them once they ended
 */
const loseWebhooks = async ({ random }: Trial, stage: Stage, counts: Counts): Promise<() => Promise<string[]>> => {
  const first = stage.service.received.length
  const machines = await stage.createMachines(counts.trainings)
  await crowd(machines, 4, async ({ id }) => void (await stage.upload(id, someCsv(random, 10))))
  await until('the model service has all trainings', () =>
    stage.service.received.length - first >= counts.trainings ? true : undefined,
  )
  const ready = new Set(machines.filter((_, index) => index % 2 === 0).map(({ modelId }) => modelId))
  for (const received of stage.service.received.slice(first))
    if (ready.has(received.modelId)) stage.service.finish(received)
  return async () => {
    const rows = await stage.rows<{ id: number; state: string; model_id: number; failure_code: string | null }>(
      'select id, state, model_id::int, failure_code from trainings where machine_id = any($1)',
      [machines.map(({ id }) => id)],
    )
    return rows.flatMap(({ id, state, model_id: modelId, failure_code: code }) => {
      const outcome = code === null ? state : `${state} (${code})`
      const expected = ready.has(modelId) ? 'completed' : 'failed (deadline)'
      return outcome === expected ? [] : [`training ${id} is ${outcome} and was to be ${expected}`]
    })
  }
}
