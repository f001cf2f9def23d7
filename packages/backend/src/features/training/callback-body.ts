import {
  callback as callbackSchema,
  fieldsOf,
  jsonExcess,
  limits,
  parseLenientJson,
  parseVerbatim,
  type Callback,
  type JsonValue,
} from '@alavanca/contract'
import { invalidInput, parseInput } from '../../invalid-input.ts'

export interface ReadCallback {
  callback: Callback
  /** Its `metrics` spelled as they came, JSON text; null when they are no object. */
  metricsJson: string | null
}

const decode = (body: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw invalidInput('The body is not UTF-8 text.', ['body'])
  }
}

const parse = (text: string): JsonValue => {
  try {
    return parseLenientJson(text)
  } catch {
    throw invalidInput('The body is not JSON.', ['body'])
  }
}

/**
 * Reads a callback without the token of its own address, which a sender may quote anywhere in it: what is read is
 * stored and shown.
 *
 * @throws InvalidInput for what is no callback, or nests too deep or has too many keys to be stored
 */
export const readCallback = (body: Uint8Array, token: string): ReadCallback => {
  const text = decode(body).replaceAll(token, '[redacted]')
  const json = parse(text)
  const excess = jsonExcess(json, { depth: limits.jsonDepth, keys: limits.jsonKeys })
  if (excess) {
    const limit = excess === 'depth' ? `${limits.jsonDepth} levels` : `${limits.jsonKeys} keys`
    throw invalidInput(`The body has more than ${limit}.`, ['body'])
  }
  return { callback: parseInput(callbackSchema, json, ['body']), metricsJson: metricsOf(text) }
}

const metricsOf = (text: string): string | null => {
  const metrics = fieldsOf(parseVerbatim(text)).find(([name]) => name === 'metrics')?.[1]
  return typeof metrics !== 'object' || metrics === null || Array.isArray(metrics) ? null : JSON.stringify(metrics)
}
