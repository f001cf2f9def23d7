import { audit, settled } from '../support/audit.ts'
import { crowd } from '../support/crowd.ts'
import { someCsv } from '../support/csv.ts'
import type { Received } from '../support/faulty-service.ts'
import { json, NotTold, send } from '../support/http.ts'
import { definePromise, onStage, type Trial } from '../support/promise.ts'
import type { Random } from '../support/random.ts'
import type { Stage } from '../support/stage.ts'
import { until } from '../support/until.ts'

interface Counts {
  machines: number
  /** Trainings of each machine, one after the other. */
  rounds: number
  killEvery: number
}

interface Delivery {
  trainingId: number
  path: string
  body: string
  cut: boolean
}

/** Which completion was begun, and when its sender was told that a training stands as completed. */
interface Reported {
  trainingId: number
  begun: number
}

export const webhooks = definePromise<Counts>({
  id: 'P2',
  promise: 'a webhook is applied exactly once',
  bugs: { 'no guard': /^training \d+ went from (completed|failed) to/ },
  counts: { small: { machines: 16, rounds: 1, killEvery: 60 }, full: { machines: 200, rounds: 10, killEvery: 500 } },
  run: (trial, counts) =>
    onStage(trial, {}, async (stage) => {
      stage.service.reports = false
      await stage.start()
      const machines = await stage.createMachines(trial.bug === null ? counts.machines : few)
      const sender = new Sender(stage)
      for (let round = 0; round < counts.rounds; round++) {
        await crowd(machines, 4, ({ id }) => stage.mustUpload(id, someCsv(trial.random)))
        const taken = await deliverRound(trial, stage, sender, { ...counts, machines: machines.length })
        await settled(stage, 300_000)
        // A word after the end, for certain.
        await crowd(taken, 8, ({ id, received }) => sender.insist(id, received))
      }
      trial.note('deliveries', sender.sent)
      trial.note('connections cut or killed', sender.untold)
      return [
        ...sender.faults,
        ...(await audit(stage)),
        ...(await sender.findLateWinners()),
        ...(await appliedTwice(stage)),
      ]
    }),
})

/** Enough to show a bug. */
const few = 4

interface Taken {
  id: number
  received: Received
}

const deliverRound = async (
  { random, bug }: Trial,
  stage: Stage,
  sender: Sender,
  { machines, killEvery }: Counts,
): Promise<Taken[]> => {
  const trainings = await until(
    'every training is with the model service',
    async () => {
      const rows = await stage.rows<{ id: number; model_id: number }>(
        "select id, model_id::int from trainings where state = 'training' order by id",
      )
      return rows.length === machines ? rows : undefined
    },
    300_000,
  )
  const latest = new Map(stage.service.received.map((received) => [received.modelId, received]))
  const taken = trainings.flatMap(({ id, model_id: modelId }) => {
    const received = latest.get(modelId)
    return received ? [{ id, received }] : []
  })
  for (const { received } of taken) stage.service.finish(received)
  const scripted = random.shuffle(taken.flatMap(({ id, received }) => script(random, sender, id, received)))
  // What was cut might be heard after the last word, and with a bug undo the end that is waited for.
  const deliveries = bug === null ? scripted : scripted.slice(0, killEvery - 1).map((each) => ({ ...each, cut: false }))
  // Nobody posts while the server is down: only what was under way is cut by the kill.
  let up = Promise.resolve()
  await crowd(deliveries, 8, async (delivery, index) => {
    if (index % killEvery === killEvery - 1) up = up.then(() => restart(stage))
    await up
    await sender.deliver(delivery)
  })
  // A sender that does not give up.
  await crowd(taken, 8, ({ id, received }) => sender.insist(id, received))
  return taken
}

/** By the log of deliveries: all trainings end by a callback here, each by one. */
const appliedTwice = async (stage: Stage): Promise<string[]> => {
  const rows = await stage.rows<{ id: number; ends: number }>(
    `select t.id, count(d.number)::int as ends from trainings t left join deliveries d
       on d.training_id = t.id and d.outcome = 'applied' and d.status in ('completed', 'failed')
     group by t.id having count(d.number) <> 1`,
  )
  return rows.map(({ id, ends }) => `training ${id} was ended by ${ends} callbacks`)
}

const restart = async (stage: Stage): Promise<void> => {
  await stage.kill()
  await stage.age(60)
  await stage.start()
}

/** Everything that is posted about one training; the shuffle decides what comes first. */
const script = (random: Random, sender: Sender, trainingId: number, received: Received): Delivery[] => {
  const { modelId, callbackUrl } = received
  const path = new URL(callbackUrl).pathname
  const say = (body: object): Delivery => ({
    trainingId,
    path,
    body: JSON.stringify({ model_id: modelId, ...body }),
    cut: false,
  })
  const told = [say({ status: 'training', progress: random.next() })]
  if (random.chance(0.3)) told.push(say({ status: 'failed', error: 'out of memory' }))
  const completions = Array.from({ length: random.whole(1, 3) }, () => sender.completion(trainingId, received))
  return [...told, ...completions]
    .flatMap((delivery) => Array.from({ length: random.whole(1, 3) }, () => delivery))
    .map((delivery) => ({ ...delivery, cut: random.chance(0.3) }))
}

class Sender {
  readonly faults: string[] = []
  sent = 0
  untold = 0
  readonly #stage: Stage
  readonly #completions = new Map<number, Reported>()
  readonly #firstTold = new Map<number, number>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Each completion has an error of its own by which what is stored can be traced to it. */
  completion(trainingId: number, { callbackUrl, modelId, serial }: Received): Delivery {
    const mae = this.#completions.size + 1
    this.#completions.set(mae, { trainingId, begun: Infinity })
    const body = { model_id: modelId, status: 'completed', metrics: { r2: 0.5, mae, n_train: serial } }
    return { trainingId, path: new URL(callbackUrl).pathname, body: JSON.stringify(body), cut: false }
  }

  /** Posts a completion until it is heard. */
  async insist(trainingId: number, received: Received): Promise<void> {
    const delivery = this.completion(trainingId, received)
    await until('the last word is heard', async () => ((await this.deliver(delivery)) ? true : undefined))
  }

  /** @returns whether it was answered */
  async deliver({ trainingId, path, body, cut }: Delivery): Promise<boolean> {
    this.sent++
    const { metrics } = JSON.parse(body) as { metrics?: { mae: number } }
    const completion = metrics && this.#completions.get(metrics.mae)
    if (completion) completion.begun = Math.min(completion.begun, performance.now())
    try {
      const { status, text } = await send(this.#stage.url(), path, { ...json(body), cut })
      if (status !== 200) {
        if (status !== 503) this.faults.push(`a right callback was answered with ${status}: ${text}`)
        return false
      }
      const { status: outcome } = JSON.parse(text) as { status: string }
      this.#stage.ledger.outcome(trainingId, outcome)
      if (outcome === 'completed' && !this.#firstTold.has(trainingId))
        this.#firstTold.set(trainingId, performance.now())
      return true
    } catch (error) {
      if (!(error instanceof NotTold)) throw error
      this.untold++
      return false
    }
  }

  /** Trainings whose metrics came after somebody had been told that they are completed. */
  async findLateWinners(): Promise<string[]> {
    const rows = await this.#stage.rows<{ id: number; mae: number }>(
      "select id, mae from trainings where state = 'completed'",
    )
    return rows.flatMap(({ id, mae }) => {
      const winner = this.#completions.get(mae)
      if (winner?.trainingId !== id) return [`training ${id} has metrics that nobody posted for it`]
      const isLate = winner.begun > (this.#firstTold.get(id) ?? Infinity)
      return isLate ? [`training ${id} has the metrics of a callback that came after its end`] : []
    })
  }
}
