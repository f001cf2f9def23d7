import { randomUUID } from 'node:crypto'
import {
  acceptedTraining,
  createdModel,
  limits,
  parseVerbatim,
  rankingAnswer,
  type JsonValue,
  type WireRankingItem,
} from '@alavanca/contract'
import { checkStatus, fitted, readJson, refuseExcess } from './answer.ts'
import { ModelServiceError } from './errors.ts'
import { type Answer, type Call, exchange } from './exchange.ts'
import { csvUpload } from './multipart.ts'

export interface CallOptions {
  /** Ends the call with the signal's reason. */
  signal?: AbortSignal
}

export interface TrainOptions extends CallOptions {
  modelId: number
  /** Posted to exactly as given. */
  callbackUrl: string
  targetColumn: string
  /** Sent as ASCII, ending in `.csv`. */
  fileName: string
  file: AsyncIterable<Uint8Array>
  /** Exact length of `file`. */
  bytes: number
}

/** What a model service can be asked; every method throws {@link ModelServiceError}, or the signal's reason. */
export interface ModelServiceClient {
  createModel(name: string, options?: CallOptions): Promise<{ modelId: number }>
  /** A model that is not there counts as deleted. */
  deleteModel(modelId: number, options?: CallOptions): Promise<void>
  /** Streams the file and returns when the service took it; rethrows what reading `file` threw. */
  train(options: TrainOptions): Promise<void>
  /** `body` is the JSON text as received; where it held a bare NaN or Infinity, written anew with null for it. */
  ranking(modelId: number, options?: CallOptions): Promise<{ body: string; items: WireRankingItem[] }>
}

/** Milliseconds. */
export interface Timeouts {
  /** Until the connection stands. */
  connect: number
  /** For a whole exchange but a training's. */
  answer: number
  /** Without any byte while a training is sent and answered. */
  trainIdle: number
}

export interface ModelServiceClientOptions {
  /** With or without a path and a slash at its end. */
  baseUrl: string
  timeouts?: Partial<Timeouts>
}

const defaults: Timeouts = { connect: 3_000, answer: 10_000, trainIdle: 20_000 }
const maxShortAnswer = limits.webhookBytes

const isStrictJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const readRanking = ({ text }: Answer): { body: string; items: WireRankingItem[] } => {
  const json: JsonValue = readJson(text)
  if (Array.isArray(json)) refuseExcess(json)
  const items = fitted(rankingAnswer, json)
  return { body: isStrictJson(text) ? text : JSON.stringify(parseVerbatim(text)), items }
}

/** Whatever a 2xx says, the file was delivered: an answer that cannot be read leaves its fate open. */
const readAccepted = ({ text }: Answer): void => {
  try {
    fitted(acceptedTraining, readJson(text))
  } catch (error) {
    if (!(error instanceof ModelServiceError)) throw error
    throw new ModelServiceError('unknown', { detail: error.detail, cause: error })
  }
}

/** A client of any model service that keeps the contract, old ones included. */
export const createModelServiceClient = ({ baseUrl, timeouts }: ModelServiceClientOptions): ModelServiceClient => {
  const patience = { ...defaults, ...timeouts }
  const urlOf = (path: string, parameters: Record<string, string>): URL => {
    const url = new URL(baseUrl)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
    url.search = new URLSearchParams(parameters).toString()
    url.hash = ''
    return url
  }
  const ask = (method: Call['method'], url: URL, maxAnswerBytes: number, { signal }: CallOptions = {}) =>
    exchange({ method, url, maxAnswerBytes, signal, patience: { connect: patience.connect, answer: patience.answer } })

  return {
    async createModel(name, options) {
      const answer = await ask('POST', urlOf('models', { model_name: name }), maxShortAnswer, options)
      checkStatus(answer)
      return { modelId: fitted(createdModel, readJson(answer.text)).model_id }
    },

    async deleteModel(modelId, options) {
      const answer = await ask('DELETE', urlOf(`models/${modelId}`, {}), maxShortAnswer, options)
      if (answer.status !== 404) checkStatus(answer)
    },

    async train({ modelId, callbackUrl, targetColumn, fileName, file, bytes, signal }) {
      const url = urlOf('train', { model_id: String(modelId), url: callbackUrl, target_column: targetColumn })
      const upload = csvUpload({ fileName, file, bytes }, `alavanca-${randomUUID()}`)
      const idle = { connect: patience.connect, idle: patience.trainIdle }
      const answer = await exchange({
        method: 'POST',
        url,
        upload,
        patience: idle,
        maxAnswerBytes: maxShortAnswer,
        signal,
      })
      checkStatus(answer)
      readAccepted(answer)
    },

    async ranking(modelId, options) {
      const answer = await ask('GET', urlOf('ranking', { model_id: String(modelId) }), limits.rankingBytes, options)
      checkStatus(answer)
      return readRanking(answer)
    },
  }
}
