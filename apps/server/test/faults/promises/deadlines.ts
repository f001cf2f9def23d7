import { setTimeout as pause } from 'node:timers/promises'
import { audit, settled } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  trainings: number
  /** Of the same number of trainings each, which are due when the first of its kills comes. */
  rounds: number
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
    small: { trainings: 8, rounds: 1, kills: 2, deadlineS: 2, lateS: Infinity },
    full: { trainings: 100, rounds: 10, kills: 5, deadlineS: 20, lateS: 30 },
  },
  run: (trial, counts) =>
    onStage(trial, { deadlineS: counts.deadlineS }, async (stage) => {
      stage.service.reports = false
      await stage.start()
      const undisturbed = await loseWebhooks(trial, stage, counts)
      if (trial.bug !== null) {
        await overdue(stage, counts)
        return undisturbed()
      }
      await settled(stage)
      const lateS = await latest(stage, counts)
      trial.note('seconds after the deadline, at most', lateS.toFixed(1))
      const checks = [undisturbed]
      for (let round = 0; round < counts.rounds; round++) {
        checks.push(await loseWebhooks(trial, stage, counts))
        await killWhileDue(trial, stage, counts.kills)
      }
      // None is due, or half stored, before the clock jumps.
      await stage.kill()
      await stage.start(0, { deadlineS: 1_800 })
      checks.push(await loseWebhooks(trial, stage, counts))
      await until('all are at work', async () => {
        const open = await stage.rows<{ state: string }>('select state from trainings where finished_at is null')
        return open.every(({ state }) => state === 'training') ? true : undefined
      })
      stage.setClockAhead()
      await settled(stage)
      trial.note('trainings', (await stage.rows('select from trainings')).length)
      const faults: string[] = []
      for (const check of checks) faults.push(...(await check()))
      return [
        ...(lateS > counts.lateS ? [`a training ended ${lateS} seconds after its deadline`] : []),
        ...faults,
        ...(await audit(stage)),
      ]
    }),
})

/** Waits until every training was at work for longer than it may be, and has long been looked after. */
const overdue = async (stage: Stage, { trainings }: Counts): Promise<void> => {
  await until('every training is overdue', async () => {
    const rows = await stage.rows(
      "select from trainings where finished_at is not null or deadline_at < now() - interval '3 seconds'",
    )
    return rows.length === trainings ? true : undefined
  })
}

const latest = async (stage: Stage, { deadlineS }: Counts): Promise<number> => {
  const [late] = await stage.rows<{ seconds: number }>(
    'select extract(epoch from max(finished_at - sent_at))::float - $1 as seconds from trainings',
    [deadlineS],
  )
  return late?.seconds ?? 0
}

/** All at work are due at the first start, and those that a kill left half done at the next. */
const killWhileDue = async (trial: Trial, stage: Stage, kills: number): Promise<void> => {
  for (let kill = 0; kill < kills; kill++) {
    await stage.kill()
    await stage.age(60)
    await stage.start()
    await pause(trial.random.whole(0, 1_500))
  }
  await stage.kill()
  await stage.age(60)
  await stage.start()
  await settled(stage)
}

/**
 * Half of the trainings have a result that nobody reports, the others none.
 *
 * @returns what is wrong about them once they ended
 */
const loseWebhooks = async ({ random }: Trial, stage: Stage, counts: Counts): Promise<() => Promise<string[]>> => {
  const first = stage.service.received.length
  const machines = await stage.createMachines(counts.trainings)
  const ready = new Set(machines.filter((_, index) => index % 2 === 0).map(({ modelId }) => modelId))
  // The first may be due before the last is sent.
  for (const modelId of ready) stage.service.swift.add(modelId)
  await crowd(machines, 4, ({ id }) => stage.mustUpload(id, someCsv(random, 10)))
  await until('the model service has all trainings', () =>
    stage.service.received.length - first >= counts.trainings ? true : undefined,
  )
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
