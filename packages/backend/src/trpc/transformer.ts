import type { TRPCCombinedDataTransformer } from '@trpc/server'
import superjson, { type SuperJSONResult } from 'superjson'

type Meta = NonNullable<SuperJSONResult['meta']>
type Values = Record<string, ['Date'] | ['undefined']>

/** superjson joins a path with dots and escapes those that belong to a key. */
const escapeKey = (key: string): string => key.replaceAll('\\', '\\\\').replaceAll('.', String.raw`\.`)

class Unsupported extends Error {}

/** Collects what superjson's metadata must say of a value; `path` holds the keys down to it. */
const collect = (value: unknown, path: (string | number)[], values: Values): void => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      // superjson spells NaN, ±Infinity and -0 in its metadata.
      if (!Number.isFinite(value) || Object.is(value, -0)) throw new Unsupported()
      return
    case 'object':
      break
    case 'undefined':
      // In an object the key is left out of the JSON, as everywhere; in an array it becomes null.
      if (typeof path.at(-1) === 'number') values[joinPath(path)] = ['undefined']
      return
    default:
      throw new Unsupported()
  }
  if (value === null) return
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Unsupported()
    values[joinPath(path)] = ['Date']
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      path.push(index)
      collect(value[index], path, values)
      path.pop()
    }
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const key in value) {
      // An empty key has no place in a path; the others superjson refuses.
      if (key === '' || key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Unsupported()
      path.push(key)
      collect((value as Record<string, unknown>)[key], path, values)
      path.pop()
    }
  } else throw new Unsupported()
}

const joinPath = (path: readonly (string | number)[]): string =>
  path.map((key) => (typeof key === 'number' ? key : escapeKey(key))).join('.')

/**
 * superjson's format for answers of JSON values, Dates and undefined, told by one plain walk: superjson's own
 * serializer is the largest cost of a request. The value itself stands for its JSON, since JSON.stringify writes a Date
 * just as superjson does. Anything else is left to superjson.
 */
export const serialize = (value: unknown): SuperJSONResult => {
  if (typeof value !== 'object' || value === null || value instanceof Date) return superjson.serialize(value)
  const values: Values = {}
  try {
    collect(value, [], values)
  } catch (error) {
    if (error instanceof Unsupported) return superjson.serialize(value)
    throw error
  }
  const json = value as SuperJSONResult['json']
  return Object.keys(values).length === 0 ? { json } : { json, meta: { values, v: 1 } }
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
