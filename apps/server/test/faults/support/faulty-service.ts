import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { json, send, type Answer } from './http.ts'

/**
 * How a model service may treat a training; each ends well where it can. The test reports where the answer was not read
 * and where the training is cancelled.
 */
export const faults = [
  'hang',
  'cut',
  'garbage',
  'status 500',
  'slow',
  'webhook before the answer',
  'webhook lost',
  'webhook duplicated',
  'webhooks reordered',
  'answer unread',
  'webhook after a cancel',
  'wrong model',
] as const
export type Fault = (typeof faults)[number]

export interface Received {
  /** Counts the trainings that the service took; each has results of its own. */
  serial: number
  modelId: number
  callbackUrl: string
  sha256: string
}

/** What a completed training's callback says, and its ranking: both tell which training they are of. */
export const resultOf = ({ serial, modelId }: Received): object => ({
  model_id: modelId,
  status: 'completed',
  metrics: { r2: 0.9, mae: serial, rmse: 2, n_train: serial },
})

const rankingOf = (serial: number): string =>
  JSON.stringify([
    { feature: 'a', score_final: 3, importance_shap_mean_abs: serial, direction: 'a sobe, y sobe' },
    { feature: 'b', score_final: 1, importance_shap_mean_abs: 0.5 },
  ])

/** A model service over real HTTP that keeps the old contract, but for the faults it is told to have. */
export class FaultyService {
  readonly received: Received[] = []
  /** What the next training of a model meets; those after it are treated well. */
  readonly faults = new Map<number, Fault>()
  /** Models whose trainings have their result as soon as they are taken. */
  readonly swift = new Set<number>()
  /** Whether it reports by itself; else the test does. */
  reports = true
  /** Whether a result is there to be asked for. */
  readonly #ready = new Map<number, number>()
  readonly #reporting = new Set<Promise<unknown>>()
  #server: Server | undefined
  #nextModel = 0

  get url(): string {
    const address = this.#server?.address() as AddressInfo
    return `http://127.0.0.1:${address.port}`
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      // A caller that hangs up in the middle is its own business.
      this.#answer(request, response).catch(() => response.destroy())
    }).listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async stop(): Promise<void> {
    this.reports = false
    await Promise.allSettled(this.#reporting)
    this.#server?.closeAllConnections()
    this.#server?.close()
    await (this.#server && once(this.#server, 'close'))
  }

  /** Gives a training its result, without a word to anybody. */
  finish({ modelId, serial }: Received): void {
    this.#ready.set(modelId, serial)
  }

  /** Posts to a callback address, once, as the old service does. */
  post({ callbackUrl }: Received, body: object | string): Promise<Answer> {
    const { origin, pathname } = new URL(callbackUrl)
    return send(origin, pathname, json(body))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
    const modelId = Number(searchParams.get('model_id'))
    switch (`${request.method} /${pathname.split('/')[1]}`) {
      case 'POST /models':
        return say(response, { model_id: ++this.#nextModel })
      case 'DELETE /models':
        return say(response, { deleted: true })
      case 'GET /ranking': {
        const serial = this.#ready.get(modelId)
        if (serial === undefined) return say(response, { error: 'model has no ranking' })
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(rankingOf(serial))
      }
      case 'POST /train':
        return this.#train(request, response, { modelId, callbackUrl: searchParams.get('url') ?? '' })
      default:
        response.writeHead(404).end()
    }
  }

  async #train(
    request: IncomingMessage,
    response: ServerResponse,
    { modelId, callbackUrl }: Pick<Received, 'modelId' | 'callbackUrl'>,
  ): Promise<void> {
    const fault = this.faults.get(modelId)
    this.faults.delete(modelId)
    if (fault === 'cut') {
      await once(request, 'data')
      return void response.destroy()
    }
    const sha256 = await fileHash(request)
    switch (fault) {
      case 'hang':
        return
      case 'garbage':
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('<html>{"model')
      case 'status 500':
        return void response.writeHead(500).end('out of memory')
      default:
    }
    const training = { serial: this.received.length + 1, modelId, callbackUrl, sha256 }
    this.received.push(training)
    if (this.swift.has(modelId)) this.finish(training)
    if (fault === 'webhook before the answer') await this.#report(training, fault)
    if (fault === 'answer unread') response.destroy()
    else if (fault === 'slow') await drip(response)
    else say(response, { message: 'training started' })
    if (this.reports && fault !== 'webhook before the answer') this.#report(training, fault).catch(() => {})
  }

  #report(training: Received, fault: Fault | undefined): Promise<unknown> {
    const reporting = this.#reportAs(training, fault).finally(() => this.#reporting.delete(reporting))
    this.#reporting.add(reporting)
    return reporting
  }

  async #reportAs(training: Received, fault: Fault | undefined): Promise<unknown> {
    const { modelId } = training
    const post = (body: object) => this.post(training, body)
    const result = resultOf(training)
    await pause(20)
    this.finish(training)
    switch (fault) {
      case 'answer unread':
      case 'webhook lost':
      case 'webhook after a cancel':
        return undefined
      case 'webhook duplicated':
        return Promise.all(Array.from({ length: 5 }, () => post(result)))
      case 'webhooks reordered':
        await post(result)
        await post({ model_id: modelId, status: 'training', progress: 0.5 })
        return post({ model_id: modelId, status: 'failed', error: 'late' })
      case 'wrong model':
        await post({ ...result, model_id: modelId + 1 })
        return post(result)
      default:
        return post(result)
    }
  }
}

const say = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** An answer that comes byte by byte. */
const drip = async (response: ServerResponse): Promise<void> => {
  response.writeHead(200, { 'content-type': 'application/json' })
  for (const letter of '{"message":"on"}') {
    response.write(letter)
    await pause(50)
  }
  response.end()
}

/** Longer than the end of any multipart body. */
const tailBytes = 200

/** Of the part `file`, the only one there is; never more than its end is held. */
const fileHash = async (request: IncomingMessage): Promise<string> => {
  const hash = createHash('sha256')
  let started = false
  let held = Buffer.alloc(0)
  for await (const chunk of request) {
    held = Buffer.concat([held, chunk as Buffer])
    if (!started) {
      const head = held.indexOf('\r\n\r\n')
      if (head < 0) continue
      started = true
      held = held.subarray(head + 4)
    }
    const sure = Math.max(0, held.length - tailBytes)
    hash.update(held.subarray(0, sure))
    held = held.subarray(sure)
  }
  return hash.update(held.subarray(0, held.lastIndexOf('\r\n--', held.length - 3))).digest('hex')
}
