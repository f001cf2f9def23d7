import { jsonExcess, type JsonValue, limits, parseLenientJson, serviceError, toSafeText } from '@alavanca/contract'
import type { z } from 'zod'
import { ModelServiceError } from './errors.ts'
import type { Answer } from './exchange.ts'

const shown = (text: string): string | undefined => {
  const trimmed = text.trim()
  return trimmed === '' ? undefined : toSafeText(trimmed, limits.errorTextLength)
}

const parse = (text: string): JsonValue | undefined => {
  try {
    return parseLenientJson(text)
  } catch {
    return undefined
  }
}

/** What a refusal says: `error`, FastAPI's `detail`, or the body as it is. */
const reason = (text: string): string | undefined => {
  const json = parse(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return shown(text)
  const said = json['error'] ?? json['detail'] ?? json['message']
  return shown(typeof said === 'string' ? said : text)
}

/**
 * Passes a 2xx without `{"error": …}`.
 *
 * @throws ModelServiceError
 */
export const checkStatus = ({ status, text }: Answer): void => {
  if (status >= 500) throw new ModelServiceError('unknown', { detail: reason(text), status })
  if (status >= 400) throw new ModelServiceError('rejected', { detail: reason(text), status })
  if (status >= 300) throw new ModelServiceError('invalid', { detail: 'The call was redirected elsewhere.' })
  const refusal = serviceError.safeParse(parse(text))
  if (refusal.success) throw new ModelServiceError('rejected', { detail: shown(refusal.data.error) })
}

/** @throws ModelServiceError `invalid` */
export const readJson = (text: string): JsonValue => {
  const json = parse(text)
  if (json === undefined) throw new ModelServiceError('invalid', { detail: 'The answer is not JSON.' })
  return json
}

/** @throws ModelServiceError `invalid` */
export const fitted = <T extends z.ZodType>(schema: T, json: JsonValue): z.infer<T> => {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ModelServiceError('invalid', {
    detail: shown(`${issue?.path.map(String).join('.') || 'answer'}: ${issue?.message ?? 'does not fit'}`),
  })
}

/** @throws ModelServiceError `invalid` when an element nests too deep or has too many fields to be stored */
export const refuseExcess = (items: readonly JsonValue[]): void => {
  if (items.length > limits.rankingItems) {
    throw new ModelServiceError('invalid', { detail: `The ranking has more than ${limits.rankingItems} items.` })
  }
  for (const item of items) {
    const excess = jsonExcess(item, { depth: limits.jsonDepth, keys: limits.jsonKeys })
    if (excess) throw new ModelServiceError('invalid', { detail: `An item of the ranking has too much ${excess}.` })
  }
}
