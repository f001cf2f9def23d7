import type { TRPCCombinedDataTransformer } from '@trpc/server'
import superjson, { type SuperJSONResult } from 'superjson'

type Meta = NonNullable<SuperJSONResult['meta']>
type Values = Record<string, ['Date'] | ['undefined']>

/** superjson joins a path with dots and escapes those that belong to a key. */
const escapeKey = (key: string): string => key.replaceAll('\\', '\\\\').replaceAll('.', String.raw`\.`)

class Unsupported extends Error {}

const walk = (value: unknown, path: string, values: Values): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      // superjson spells NaN, ±Infinity and -0 in its metadata.
      if (!Number.isFinite(value) || Object.is(value, -0)) throw new Unsupported()
      return value
    case 'undefined':
      values[path] = ['undefined']
      return null
    case 'object':
      break
    default:
      throw new Unsupported()
  }
  if (value === null) return null
  const prefix = path === '' ? '' : `${path}.`
  if (Array.isArray(value)) return value.map((item: unknown, index) => walk(item, `${prefix}${index}`, values))
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Unsupported()
    values[path] = ['Date']
    return value.toISOString()
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new Unsupported()
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    // An empty key has no place in a path; the others superjson refuses.
    if (key === '' || key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Unsupported()
    copy[key] = walk(item, prefix + escapeKey(key), values)
  }
  return copy
}

/**
 * superjson's format for answers of JSON values, Dates and undefined, written by one plain walk: superjson's own
 * serializer is the largest cost of a request. Anything else is left to it.
 */
export const serialize = (value: unknown): SuperJSONResult => {
  if (typeof value !== 'object' || value === null || value instanceof Date) return superjson.serialize(value)
  const values: Values = {}
  try {
    const json = walk(value, '', values) as SuperJSONResult['json']
    return Object.keys(values).length === 0 ? { json } : { json, meta: { values, v: 1 } }
  } catch (error) {
    if (error instanceof Unsupported) return superjson.serialize(value)
    throw error
  }
}

const acceptedTypes = new Set<unknown>(['Date', 'undefined'])

const isAccepted = (meta: Meta): boolean => {
  const pending: unknown[] = [meta.values]
  while (pending.length > 0) {
    const node = pending.pop()
    if (node === undefined) continue
    if (Array.isArray(node)) {
      if (!acceptedTypes.has(node[0])) return false
      pending.push(...node.slice(1))
    } else if (typeof node === 'object' && node !== null) pending.push(...Object.values(node))
    else return false
  }
  return meta.referentialEqualities === undefined
}

/**
 * Reads what clients send. superjson would also revive RegExp, a bigint of 300,000 digits and shared references for
 * whoever asks; our inputs need Dates and undefined only.
 *
 * @throws TypeError for any other type
 */
export const deserialize = (input: unknown): unknown => {
  const { json, meta } = (input ?? {}) as SuperJSONResult
  if (meta && !isAccepted(meta)) throw new TypeError('the input holds a type that is not accepted: send JSON and dates')
  return superjson.deserialize(meta ? { json, meta } : { json })
}

/** Both halves as the server uses them; clients use stock superjson. */
export const transformer: TRPCCombinedDataTransformer = {
  input: { serialize: (value: unknown) => superjson.serialize(value), deserialize },
  output: { serialize, deserialize: (value: SuperJSONResult) => superjson.deserialize(value) },
}
