import { audit } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import { faults, resultOf, type Fault } from '../support/faulty-service.ts'
import { json, send } from '../support/http.ts'
import { Probe } from '../support/probe.ts'
import { definePromise, onStage, settledUnless } from '../support/promise.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  /** Trainings that meet each of the faults. */
  each: number
  deadlineS: number
  /** How many milliseconds late 99 of 100 turns of the event loop may be, where that is measured. */
  latestMs: number
}

interface Ended {
  model_id: number
  state: string
  metrics_json: string | null
}

export const modelService = definePromise<Counts>({
  id: 'P5',
  promise: 'whatever the model service does, a training ends in its one right state',
  bugs: { 'impatient resend': /^after "answer unread" the model service was given the training 2 times/ },
  counts: {
    small: { each: 1, deadlineS: 8, latestMs: Infinity },
    full: { each: 50, deadlineS: 90, latestMs: 100 },
  },
  run: (trial, counts) =>
    onStage(trial, { deadlineS: counts.deadlineS }, async (stage) => {
      await stage.start()
      const machines = await stage.createMachines(counts.each * faults.length)
      const met = new Map(
        faults.flatMap((fault, index) =>
          machines
            .slice(index * counts.each, (index + 1) * counts.each)
            .map(({ modelId }) => [modelId, fault] as const),
        ),
      )
      for (const [modelId, fault] of met) stage.service.faults.set(modelId, fault)
      const probe = new Probe(stage.url(), '/healthz')
      await stage.loopDelay()
      // Fifty of one kind after the other would be fifty calls, one at a time, of a service that is taken for dead.
      await crowd(
        trial.random.shuffle(machines),
        4,
        async ({ id }) => void (await stage.upload(id, someCsv(trial.random, 20))),
      )
      await cancelThenReport(stage, met)
      await settledUnless(trial, stage, 900_000)
      const lateMs = await stage.loopDelay()
      trial.note('trainings', machines.length)
      trial.note('event loop late by ms, 99 of 100 times at most', lateMs)
      trial.note('liveness, 99 of 100 within ms', await probe.stop())
      return [
        ...(lateMs > counts.latestMs ? [`the event loop was late by ${lateMs} ms`] : []),
        ...probe.faults,
        ...(await wrongEnds(stage, met)),
        ...(await audit(stage)),
      ]
    }),
})

/** For each fault: how a training ends, and whether the metrics of its callback are known then. */
const rightEnd = (fault: Fault): Pick<Ended, 'state'> & { measured: boolean } => {
  switch (fault) {
    case 'webhook after a cancel':
      return { state: 'cancelled', measured: false }
    case 'webhook lost':
      return { state: 'completed', measured: false }
    default:
      return { state: 'completed', measured: true }
  }
}

const wrongEnds = async (stage: Stage, met: ReadonlyMap<number, Fault>): Promise<string[]> => {
  const rows = await stage.rows<Ended>('select model_id::int, state, metrics_json from trainings')
  return rows.flatMap(({ model_id: modelId, state, metrics_json: metrics }) => {
    const fault = met.get(modelId)
    if (!fault) return [`model ${modelId} was never made`]
    const right = rightEnd(fault)
    const taken = stage.service.received.filter((received) => received.modelId === modelId).length
    return [
      ...(state === right.state ? [] : [`after "${fault}" a training is ${state}`]),
      ...((metrics !== null) === right.measured ? [] : [`after "${fault}" a training has the metrics ${metrics}`]),
      ...(taken === 1 ? [] : [`after "${fault}" the model service was given the training ${taken} times`]),
    ]
  })
}

/** Cancels the trainings that are to be, then posts their results, which change nothing. */
const cancelThenReport = async (stage: Stage, met: ReadonlyMap<number, Fault>): Promise<void> => {
  const cancelled = [...met].flatMap(([modelId, fault]) => (fault === 'webhook after a cancel' ? [modelId] : []))
  // All at once: one that waited for its turn might reach its deadline before it is cancelled.
  await crowd(cancelled, cancelled.length, async (modelId) => {
    const received = await until(
      'the model service has the training to cancel',
      () => stage.service.received.find((training) => training.modelId === modelId),
      900_000,
    )
    const [row] = await stage.rows<{ id: number }>('select id from trainings where model_id = $1', [modelId])
    const { status } = await send(stage.url(), '/trpc/training.cancel', json({ json: { trainingId: row?.id } }))
    if (status !== 200) throw new Error(`a training could not be cancelled: ${status}`)
    const late = await stage.service.post(received, resultOf(received))
    if (late.status !== 200) throw new Error(`a late webhook was answered with ${late.status}`)
  })
}
