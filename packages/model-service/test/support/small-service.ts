import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen, type Listening, readBody } from './listen.ts'

type Item = Record<string, unknown> & { feature: string; score_final: number }

/** Where a service departs from the plainest one that keeps the contract. */
export interface Quirks {
  modelId: (id: number) => unknown
  /** Status of a DELETE of a model that is gone. */
  gone: number
  callbackUrl: (url: string, first: string) => string
  callbackBody: (body: Record<string, unknown>) => Record<string, unknown> | undefined
  ranking: (items: Item[]) => unknown[]
}

const plain: Quirks = {
  modelId: (id) => id,
  gone: 404,
  callbackUrl: (url) => url,
  callbackBody: (body) => body,
  ranking: (items) => items,
}

const correlation = (x: number[], y: number[]): number => {
  const mean = (v: number[]): number => v.reduce((sum, value) => sum + value, 0) / v.length
  const [mx, my] = [mean(x), mean(y)]
  const cross = (a: number[], ma: number, b: number[], mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] ?? mb) - mb), 0)
  return Math.abs(cross(x, mx, y, my)) / Math.sqrt(cross(x, mx, x, mx) * cross(y, my, y, my))
}

/** Numeric columns by |correlation| with the target; undefined when there are no rows. */
const rank = (csv: string, target: string): Item[] | undefined => {
  const [header = '', ...lines] = csv.trim().split('\n')
  if (lines.length === 0) return undefined
  const names = header.split(',')
  const column = (j: number): number[] => lines.map((line) => Number(line.split(',')[j]))
  const goal = column(names.indexOf(target))
  return names
    .map((feature, j): Item => ({
      feature,
      score_final: feature === target ? Number.NaN : correlation(column(j), goal),
    }))
    .filter(({ score_final }) => !Number.isNaN(score_final))
    .map((item) => ({ ...item, importance_shap_mean_abs: item.score_final * 3, legacy_field: { deep: [1] } }))
    .sort((a, b) => b.score_final - a.score_final)
}

/**
 * A service as old ones are: no signature, no progress, refusals as `{"error"}` with status 200, the date as Unix
 * seconds, fields of its own, and nothing that is optional.
 */
export const startSmallService = async (quirks: Partial<Quirks> = {}): Promise<Listening> => {
  const { modelId, gone, callbackUrl, callbackBody, ranking } = { ...plain, ...quirks }
  const models = new Map<number, { ranking?: string; firstUrl?: string }>()
  let lastId = 0

  const train = async (request: IncomingMessage, parameters: URLSearchParams): Promise<unknown> => {
    const id = Number(parameters.get('model_id'))
    const model = models.get(id)
    if (!model) return { error: 'model not found' }
    const headers = { 'content-type': String(request.headers['content-type']) }
    const file = (await new Response(await readBody(request), { headers }).formData()).get('file') as File
    const items = rank(await file.text(), parameters.get('target_column') ?? '')
    if (!items) return { error: 'empty file' }
    const url = parameters.get('url') ?? ''
    model.firstUrl ??= url
    model.ranking = JSON.stringify(ranking(items))
    const metrics = { r2: 0.9, date: Math.floor(Date.now() / 1000), legacy: 'yes' }
    const body = callbackBody({ model_id: id, status: 'completed', metrics, legacy: true })
    const to = callbackUrl(url, model.firstUrl)
    if (body) setImmediate(() => void fetch(to, { method: 'POST', body: JSON.stringify(body) }).catch(() => {}))
    return { message: 'ok', legacy: true }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    if (request.method === 'POST' && pathname === '/models') {
      models.set(++lastId, {})
      return { model_id: modelId(lastId), legacy: [] }
    }
    if (request.method === 'POST' && pathname === '/train') return train(request, searchParams)
    if (request.method === 'DELETE') {
      response.statusCode = models.delete(Number(pathname.split('/').at(-1))) ? 200 : gone
      return {}
    }
    const found = pathname === '/ranking' && models.get(Number(searchParams.get('model_id')))?.ranking
    if (found) return JSON.parse(found) as unknown
    response.statusCode = 404
    return { detail: 'Not Found' }
  }

  return listen(async (request, response) => {
    const body = await answer(request, response)
    response.end(JSON.stringify(body))
  })
}
