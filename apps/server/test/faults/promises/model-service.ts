import { audit, settled } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import { faults, resultOf, type Fault, type Received } from '../support/faulty-service.ts'
import { json, send } from '../support/http.ts'
import { Probe } from '../support/probe.ts'
import { definePromise, onStage } from '../support/promise.ts'
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
    small: { each: 1, deadlineS: 60, latestMs: Infinity },
    full: { each: 50, deadlineS: 90, latestMs: 100 },
  },
  run: (trial, counts) =>
    // A process that stands still for the tenth of a lease would send again, and be right to.
    onStage(trial, { deadlineS: counts.deadlineS, unhurried: ['lease', 'unknownOutcome'] }, async (stage) => {
      await stage.start()
      const tried = trial.bug === null ? faults : (['answer unread'] as const)
      const machines = await stage.createMachines(counts.each * tried.length)
      const met = new Map<number, Fault>(
        tried.flatMap((fault, index) =>
          machines
            .slice(index * counts.each, (index + 1) * counts.each)
            .map(({ modelId }) => [modelId, fault] as const),
        ),
      )
      for (const [modelId, fault] of met) stage.service.faults.set(modelId, fault)
      const probe = new Probe(stage.url(), '/healthz')
      await stage.loopDelay()
      // Fifty of one kind after the other would be fifty calls, one at a time, of a service that is taken for dead.
      await crowd(trial.random.shuffle(machines), 4, ({ id }) => stage.mustUpload(id, someCsv(trial.random, 20)))
      await Promise.all([cancelThenReport(stage, met), reportUnread(stage, met)])
      if (trial.hurry) await passTheTime(stage, met, counts)
      await settled(stage, 900_000)
      const { p99: lateMs } = await stage.loopDelay()
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

/** When all that can have ended have: makes leases and deadlines pass that the others wait for. */
const passTheTime = async (stage: Stage, met: ReadonlyMap<number, Fault>, { deadlineS }: Counts): Promise<void> => {
  await until('only those are left that wait', async () => {
    const open = await stage.rows<{ model_id: number; state: string; outcome: string | null }>(
      `select t.model_id::int, t.state, a.outcome from trainings t
       left join attempts a on a.training_id = t.id and a.attempt = t.attempts where t.finished_at is null`,
    )
    const wait = ({ model_id: modelId, state, outcome }: (typeof open)[number]) =>
      (state === 'sending' && outcome === 'unknown') || (state === 'training' && met.get(modelId) === 'webhook lost')
    return open.every(wait) ? true : undefined
  })
  await stage.age(deadlineS)
}

/** Posts the results of those whose answer went unread, once the server has drawn its conclusions from that. */
const reportUnread = async (stage: Stage, met: ReadonlyMap<number, Fault>): Promise<void> => {
  const unread = [...met].flatMap(([modelId, fault]) => (fault === 'answer unread' ? [modelId] : []))
  await crowd(unread, unread.length, async (modelId) => {
    const received = await takenOf(stage, modelId)
    await until('the server knows what came of the attempt', async () => {
      const [attempt] = await stage.rows<{ outcome: string | null }>(
        `select outcome from attempts a join trainings t on t.id = a.training_id where t.model_id = $1 and attempt = 1`,
        [modelId],
      )
      return attempt?.outcome ?? undefined
    })
    await stage.service.post(received, resultOf(received))
  })
}

/** The first training of a model that the service was given. */
const takenOf = (stage: Stage, modelId: number): Promise<Received> =>
  until(
    'the model service has the training',
    () => stage.service.received.find((training) => training.modelId === modelId),
    900_000,
  )

/** Cancels the trainings that are to be, then posts their results, which change nothing. */
const cancelThenReport = async (stage: Stage, met: ReadonlyMap<number, Fault>): Promise<void> => {
  const cancelled = [...met].flatMap(([modelId, fault]) => (fault === 'webhook after a cancel' ? [modelId] : []))
  // All at once: one that waited for its turn might reach its deadline before it is cancelled.
  await crowd(cancelled, cancelled.length, async (modelId) => {
    const received = await takenOf(stage, modelId)
    const [row] = await stage.rows<{ id: number }>('select id from trainings where model_id = $1', [modelId])
    const { status } = await send(stage.url(), '/trpc/training.cancel', json({ json: { trainingId: row?.id } }))
    if (status !== 200) throw new Error(`a training could not be cancelled: ${status}`)
    const late = await stage.service.post(received, resultOf(received))
    if (late.status !== 200) throw new Error(`a late webhook was answered with ${late.status}`)
  })
}
