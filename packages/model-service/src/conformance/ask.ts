import { type JsonValue, parseLenientJson, serviceError } from '@alavanca/contract'
import { CheckFailure, ensure } from './report.ts'

export interface Reply {
  status: number
  text: string
}

/** One call of the service under test. */
export type Ask = (method: string, path: string, parameters?: Record<string, string>, body?: FormData) => Promise<Reply>

const answerTime = 20_000

/** @param baseUrl with or without a path and a slash at its end */
export const createAsk =
  (baseUrl: string): Ask =>
  async (method, path, parameters = {}, body) => {
    const query = new URLSearchParams(parameters).toString()
    const url = `${baseUrl.replace(/\/+$/, '')}${path}${query && `?${query}`}`
    try {
      const signal = AbortSignal.timeout(answerTime)
      const response = await fetch(url, { method, redirect: 'manual', signal, ...(body && { body }) })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
      throw new CheckFailure(`${method} ${path} was not answered (${String(error)}${cause})`)
    }
  }

const start = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)

/** JSON of an answer with one of the statuses and without `{"error": …}`. */
export const accepted = ({ status, text }: Reply, statuses: readonly number[]): JsonValue => {
  ensure(statuses.includes(status), `answered ${status} ${start(text)}; expected ${statuses.join(' or ')}`)
  const json = parsed(text)
  const refusal = serviceError.safeParse(json)
  ensure(!refusal.success, `refused: ${start(text)}`)
  return json
}

export const parsed = (text: string): JsonValue => {
  try {
    return parseLenientJson(text)
  } catch {
    throw new CheckFailure(`answered what is not JSON: ${start(text)}`)
  }
}

/** Whether a call was refused, by status or by `{"error": …}` with 200. */
export const isRefused = ({ status, text }: Reply): boolean =>
  (status >= 400 && status < 500) || (status < 300 && serviceError.safeParse(parsed(text)).success)
