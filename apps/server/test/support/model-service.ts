import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { patient } from './patient.ts'

interface HeldTraining {
  modelId: number
  callbackUrl: string
}

export interface RankingItem {
  feature: string
  score_final: number
  importance_shap_mean_abs: number
  [more: string]: unknown
}

/**
 * A model service as installations have it, over real HTTP: it answers at once, sends nothing beyond its contract, and
 * a training ends when the test says so.
 */
export class ScriptedModelService {
  readonly #held: HeldTraining[] = []
  readonly #rankings = new Map<number, readonly RankingItem[]>()
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
    this.#server?.closeAllConnections()
    this.#server?.close()
    await (this.#server && once(this.#server, 'close'))
  }

  /** The next training that it was sent, in the order they came. */
  async take(): Promise<HeldTraining> {
    const deadline = performance.now() + patient.timeout
    while (performance.now() < deadline) {
      const training = this.#held.shift()
      if (training) return training
      await pause(20)
    }
    throw new Error('the model service was sent no training')
  }

  async complete(ranking: readonly RankingItem[], metrics: object): Promise<void> {
    const training = await this.take()
    this.#rankings.set(training.modelId, ranking)
    await this.report(training, { status: 'completed', metrics })
  }

  async fail(error: string): Promise<void> {
    await this.report(await this.take(), { status: 'failed', error })
  }

  /** Posts to the callback address of a training. */
  async report({ modelId, callbackUrl }: HeldTraining, body: object): Promise<void> {
    const response = await fetch(callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model_id: modelId, ...body }),
    })
    if (!response.ok) throw new Error(`the callback was answered with ${response.status}: ${await response.text()}`)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for await (const _ of request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
    const modelId = Number(searchParams.get('model_id'))
    const answer = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    switch (`${request.method} /${pathname.split('/')[1]}`) {
      case 'POST /models':
        return void answer({ model_id: ++this.#nextModel })
      case 'DELETE /models':
        return void answer({ deleted: true })
      case 'POST /train':
        this.#held.push({ modelId, callbackUrl: searchParams.get('url') ?? '' })
        return void answer({ message: 'training started' })
      case 'GET /ranking':
        return void answer(this.#rankings.get(modelId) ?? { error: 'model has no ranking' })
      default:
        response.writeHead(404).end()
    }
  }
}
