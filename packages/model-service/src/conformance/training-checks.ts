import {
  acceptedTraining,
  callback,
  type Callback,
  createdModel,
  parseLenientJson,
  readWireDate,
} from '@alavanca/contract'
import { accepted, type Ask, isRefused } from './ask.ts'
import type { Delivery, Receiver } from './receiver.ts'
import { CheckFailure, ensure, type Recorder } from './report.ts'

export interface Bench {
  ask: Ask
  receiver: Receiver
  recorder: Recorder
  /** Unguessable texts for callback addresses. */
  newToken: () => string
  /** How long a training may last, ms. */
  patience: number
}

export const createModel = async (ask: Ask, name: string): Promise<number> => {
  const json = accepted(await ask('POST', '/models', { model_name: name }), [200, 201])
  const model = createdModel.safeParse(json)
  if (!model.success) throw new CheckFailure(`model_id: ${model.error.issues[0]?.message ?? 'missing'}`)
  return model.data.model_id
}

export interface Sent {
  /** Path and query of the callback address. */
  target: string
  reply: Awaited<ReturnType<Ask>>
}

/** Sends a CSV, its callback address full of what must not be touched. */
export const sendCsv = async (bench: Bench, modelId: number, csv: string, targetColumn: string): Promise<Sent> => {
  const target = `/callback/${bench.newToken()}/%2F?a=1&b=%C3%A7+%20x&url=http%3A%2F%2Fother%2F`
  const form = new FormData()
  form.append('file', new File([csv], 'conformance.csv', { type: 'text/csv' }))
  const parameters = {
    model_id: String(modelId),
    url: `${bench.receiver.origin}${target}`,
    target_column: targetColumn,
  }
  return { target, reply: await bench.ask('POST', '/train', parameters, form) }
}

export const checkAccepted = ({ reply }: Sent): void => {
  ensure(acceptedTraining.safeParse(accepted(reply, [200])).success, 'answered something other than a JSON object')
}

const bodyOf = ({ body }: Delivery): Callback | undefined => {
  try {
    return callback.parse(parseLenientJson(body))
  } catch {
    return undefined
  }
}

const pathOf = (target: string): string => target.split('?')[0] ?? target

/** Of this training, judged by the token in the path; a spoilt query or case is another check's matter. */
const isOf =
  ({ target }: Sent) =>
  (delivery: Delivery): boolean => {
    const token = pathOf(target).split('/')[2] ?? target
    return delivery.target.toLowerCase().includes(token.toLowerCase())
  }

const isFinal = (status: string | undefined): boolean => status === 'completed' || status === 'failed'

export const waitForEnd = async (bench: Bench, sent: Sent, time = bench.patience): Promise<Callback> => {
  const ends = (delivery: Delivery): boolean => isOf(sent)(delivery) && isFinal(bodyOf(delivery)?.status)
  const last = await bench.receiver.waitFor(ends, time)
  const body = last && bodyOf(last)
  if (body) return body
  const others = bench.receiver.deliveries.map(({ method, target }) => `${method} ${target}`).slice(-3)
  throw new CheckFailure(
    `no callback with completed or failed came within ${time / 1000} s; last came: ${others.join(', ') || 'none'}`,
  )
}

export const checkCompleted = (body: Callback, modelId: number): void => {
  ensure(body.model_id === modelId, `model_id is ${body.model_id}; expected ${modelId}`)
  ensure(body.status === 'completed', `status is ${body.status}: ${body.error ?? 'no reason given'}`)
}

/** Every callback so far, of whatever training. */
export const checkDeliveries = async ({ receiver, recorder }: Bench, sent: Sent): Promise<void> => {
  await recorder.check('callback.address', () => {
    for (const { method, target } of receiver.deliveries) {
      ensure(method === 'POST', `came as ${method}`)
      ensure(target === sent.target, `came to ${target}; expected ${sent.target}`)
    }
  })
  await recorder.check('callback.body', () => {
    const misfit = receiver.deliveries.find((delivery) => !bodyOf(delivery))
    ensure(!misfit, `does not fit: ${misfit?.body.slice(0, 200)}`)
  })
  await recorder.check('callback.progress', () => {
    const shares = receiver.deliveries
      .map((delivery) => bodyOf(delivery)?.progress)
      .filter((share) => typeof share === 'number')
    ensure(shares.length > 0, 'no callback carried progress')
  })
}

export const checkMetrics = ({ metrics }: Callback): void => {
  const missing = (['r2', 'mae', 'rmse', 'n_train', 'n_test', 'n_features'] as const).filter(
    (name) => typeof metrics?.[name] !== 'number',
  )
  ensure(missing.length === 0, `missing: ${missing.join(', ')}`)
  ensure(readWireDate(metrics?.date) !== null, `date is no date: ${JSON.stringify(metrics?.date)}`)
}

/** A file without rows: it must not end in a ranking, and its sender must be told. */
export const checkFailure = async (bench: Bench, modelId: number): Promise<void> => {
  const sent = await sendCsv(bench, modelId, 'a,y\n', 'y')
  if (isRefused(sent.reply)) return
  const { status } = await waitForEnd(bench, sent, Math.min(bench.patience, 30_000))
  ensure(status === 'failed', `ended with status ${status}`)
}
