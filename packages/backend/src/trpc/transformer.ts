import type { TRPCCombinedDataTransformer } from '@trpc/server'
import superjson, { type SuperJSONResult } from 'superjson'
import { toIso } from './iso-date.ts'

type Meta = NonNullable<SuperJSONResult['meta']>
/** What superjson must know of the values below, by key: of which type those are that JSON has not. */
interface Types {
  [key: string]: Types | readonly ['Date' | 'undefined']
}

const date = ['Date'] as const
const absent = ['undefined'] as const

class Unsupported extends Error {}

/** superjson joins keys with dots and escapes those that belong to one. */
const escapeKey = (key: string): string =>
  key.includes('.') || key.includes('\\') ? key.replaceAll('\\', '\\\\').replaceAll('.', String.raw`\.`) : key

/** Turns a value into its JSON, a copy only where it holds a Date, and keeps the types that this loses. */
class Walk {
  /** Of the value turned last. */
  types: Types[string] | undefined

  toJson(value: unknown): unknown {
    this.types = undefined
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value
      case 'number':
        // superjson spells NaN, ±Infinity and -0 in its metadata.
        if (!Number.isFinite(value) || Object.is(value, -0)) throw new Unsupported()
        return value
      case 'object':
        break
      default:
        throw new Unsupported()
    }
    if (value === null) return value
    if (Array.isArray(value)) return this.#ofArray(value)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype) return this.#ofObject(value as Record<string, unknown>)
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new Unsupported()
    this.types = date
    return toIso(value)
  }

  #ofArray(values: readonly unknown[]): readonly unknown[] {
    let types: Types | undefined
    let copy: unknown[] | undefined
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      const json = this.toJson(value)
      if (json !== value) (copy ??= [...values])[index] = json
      // JSON writes null for it; in an object it leaves the key out, as everywhere.
      const type = value === undefined ? absent : this.types
      if (type !== undefined) (types ??= {})[index] = type
    }
    this.types = types
    return copy ?? values
  }

  #ofObject(values: Record<string, unknown>): Record<string, unknown> {
    let types: Types | undefined
    let copy: Record<string, unknown> | undefined
    for (const key in values) {
      // An empty key has no place in a path; the others superjson refuses.
      if (key === '' || key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Unsupported()
      const value = values[key]
      const json = this.toJson(value)
      if (json !== value) (copy ??= { ...values })[key] = json
      if (this.types !== undefined) (types ??= {})[escapeKey(key)] = this.types
    }
    this.types = types
    return copy ?? values
  }
}

/**
 * superjson's format for answers of JSON values, Dates and undefined, told by one plain walk: superjson's own
 * serializer is the largest cost of a request. Dates are written here, since a single one takes the fast path from
 * JSON.stringify. Types are told key by key where superjson joins keys to paths, and reads both. Anything else is left
 * to superjson.
 */
export const serialize = (value: unknown): SuperJSONResult => {
  if (typeof value !== 'object' || value === null || value instanceof Date) return superjson.serialize(value)
  const walk = new Walk()
  try {
    const json = walk.toJson(value) as SuperJSONResult['json']
    const values = walk.types as Meta['values']
    return values === undefined ? { json } : { meta: { values, v: 1 }, json }
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
  return meta ? superjson.deserialize({ json, meta }) : json
}

/** Both halves as the server uses them; clients use stock superjson. */
export const transformer: TRPCCombinedDataTransformer = {
  input: { serialize: (value: unknown) => superjson.serialize(value), deserialize },
  output: { serialize, deserialize: (value: SuperJSONResult) => superjson.deserialize(value) },
}
