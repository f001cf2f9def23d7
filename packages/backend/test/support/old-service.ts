import { freePort } from '@alavanca/postgres/port'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { untilTaken } from './calls.ts'

export interface ReceivedTraining {
  modelId: number
  callbackUrl: string
  targetColumn: string
  /** The multipart body as it came. */
  body: Buffer
}

type Reply = (request: { url: URL; response: ServerResponse }) => void

/**
 * A model service as installations have it: it does not sign, adds fields, leaves optional ones out, and says
 * `{"error": …}` with 200. A peer over real HTTP, with its answers in the hands of the test.
 */
export class OldService {
  readonly models = new Map<number, string>()
  readonly trainings: ReceivedTraining[] = []
  /** What `GET /ranking` gives, JSON text, by model. */
  readonly rankings = new Map<number, string>()
  /** Replaces the answer of one kind of call while set. */
  readonly misbehave: Partial<Record<'create' | 'delete' | 'train' | 'ranking', Reply>> = {}
  #server: Server | undefined
  #port = 0
  #nextModel = 40

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens, after a stop on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      // A caller that hangs up in the middle is its own business.
      this.#answer(request, response).catch(() => response.destroy())
    })
    this.#port ||= await freePort()
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }

  /** Posts to the callback address of a received training, as Python's requests would, until it is taken. */
  post(training: ReceivedTraining, body: string | object): Promise<Response> {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }
    return untilTaken(() => fetch(training.callbackUrl, init))
  }

  /** The whole of a training that ends well. */
  async complete(training: ReceivedTraining, metrics: object = { r2: 0.9, mae: 1, rmse: 2 }): Promise<Response> {
    if (!this.rankings.has(training.modelId)) this.rankings.set(training.modelId, defaultRanking)
    return this.post(training, { model_id: training.modelId, status: 'completed', metrics })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', this.url)
    const kind = kindOf(request.method ?? 'GET', url.pathname)
    const special = kind && this.misbehave[kind]
    if (special) return special({ url, response })
    const modelId = Number(url.searchParams.get('model_id'))
    switch (kind) {
      case 'create':
        this.models.set(++this.#nextModel, url.searchParams.get('model_name') ?? '')
        return json(response, { model_id: this.#nextModel, created_by: 'relevance-service' })
      case 'delete':
        return json(response, { deleted: this.models.delete(Number(url.pathname.split('/')[2])) })
      case 'train':
        this.trainings.push({
          modelId,
          callbackUrl: url.searchParams.get('url') ?? '',
          targetColumn: url.searchParams.get('target_column') ?? '',
          body: Buffer.concat(chunks),
        })
        return json(response, { message: 'training started' })
      case 'ranking': {
        const body = this.rankings.get(modelId)
        return body === undefined ? json(response, { error: 'model has no ranking' }) : text(response, body)
      }
      case undefined:
        return json(response, { detail: 'Not Found' }, 404)
    }
  }
}

export const defaultRanking = JSON.stringify([
  {
    feature: 'a',
    score_final: 3,
    importance_shap_mean_abs: 1.5,
    importance_native: 0.7,
    direction: 'quando a sobe, y sobe',
  },
  { feature: 'b', score_final: 1, importance_shap_mean_abs: 0.5, secret_sauce: [1, { deep: true }] },
])

const kindOf = (method: string, path: string): 'create' | 'delete' | 'train' | 'ranking' | undefined => {
  if (method === 'POST' && /^\/models\/?$/.test(path)) return 'create'
  if (method === 'DELETE' && /^\/models\/\d+\/?$/.test(path)) return 'delete'
  if (method === 'POST' && /^\/train\/?$/.test(path)) return 'train'
  return method === 'GET' && /^\/ranking\/?$/.test(path) ? 'ranking' : undefined
}

const text = (response: ServerResponse, body: string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

export const json = (response: ServerResponse, body: object, status = 200): void =>
  text(response, JSON.stringify(body), status)
