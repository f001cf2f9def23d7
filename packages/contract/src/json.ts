/** A value that came out of `JSON.parse`. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/**
 * Parses JSON as Python's `json` writes it: bare `NaN`, `Infinity` and `-Infinity` outside strings are read as null.
 *
 * @throws SyntaxError when the text is not JSON even so
 */
export const parseLenientJson = (text: string): JsonValue => {
  try {
    return JSON.parse(text) as JsonValue
  } catch (strict) {
    const repaired = repairJson(text)
    if (repaired === text) throw strict
    return JSON.parse(repaired) as JsonValue
  }
}

const repairJson = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => (token.startsWith('"') ? token : 'null'))

/** What a foreign JSON value exceeds, or undefined when it fits. Iterative: depth is what an attacker controls. */
export const jsonExcess = (
  value: JsonValue,
  { depth, keys }: { depth: number; keys: number },
): 'depth' | 'keys' | undefined => {
  const pending: { value: JsonValue; level: number }[] = [{ value, level: 1 }]
  let seen = 0
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.level > depth) return 'depth'
    const children = Array.isArray(next.value) ? next.value : Object.values(next.value)
    if (!Array.isArray(next.value)) seen += children.length
    if (seen > keys) return 'keys'
    for (const child of children) pending.push({ value: child, level: next.level + 1 })
  }
  return undefined
}

interface SpellingJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}
/** TypeScript's library does not know JSON.parse source text access (ECMA-262, 2025) yet; Node has it since 22. */
const spelling = JSON as unknown as SpellingJson

/**
 * Parses as {@link parseLenientJson} does, but so that `JSON.stringify` of the result, or of any part of it, spells
 * numbers as they came: a 20-digit id keeps its digits, `2.50` its zero. For what is passed on, not for reading.
 *
 * @throws SyntaxError
 */
export const parseVerbatim = (text: string): unknown => {
  const keep = (_key: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' && source !== undefined ? spelling.rawJSON(source) : value
  try {
    return spelling.parse(text, keep)
  } catch {
    return spelling.parse(repairJson(text), keep)
  }
}

/** Own fields of a JSON object, whatever their names are; none for anything else. */
export const fieldsOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
