import fc from 'fast-check'
import superjson from 'superjson'
import { expect, test } from 'vitest'
import { deserialize, serialize } from './transformer.ts'

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }),
)
/** Keys that are hard on a path: dots, backslashes, digits, nothing. */
const key = fc
  .oneof(fc.string(), fc.stringMatching(/^[.\\0-9a]{0,4}$/))
  .filter((name) => !/^(__proto__|constructor|prototype)$/.test(name))
const answer = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node')),
    fc.dictionary(key, tie('node'), { noNullPrototype: true }),
  ),
})).node

test('stock superjson reads from our serializer exactly what it reads from its own', () => {
  fc.assert(
    fc.property(answer, (value) => {
      const wire = JSON.parse(JSON.stringify(serialize(value))) as ReturnType<typeof serialize>
      const stock = JSON.parse(JSON.stringify(superjson.serialize(value))) as ReturnType<typeof serialize>
      expect(superjson.deserialize(wire)).toEqual(superjson.deserialize(stock))
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['a map', new Map([['a', 1]])],
  ['a set', new Set([1])],
  ['a bigint', { big: 10n }],
  ['an invalid date', { at: new Date(Number.NaN) }],
  ['numbers that JSON lacks', [Number.NaN, -0]],
])('what the walk does not know is left to superjson: %s', (_what, value) => {
  expect(superjson.deserialize(serialize(value))).toEqual(superjson.deserialize(superjson.serialize(value)))
})

test('inputs may hold dates and undefined, and nothing else that superjson could revive', () => {
  const at = new Date(5)
  expect(deserialize(superjson.serialize({ at, none: undefined }))).toEqual({ at, none: undefined })
  expect(deserialize({ json: { a: 1 } })).toEqual({ a: 1 })
  for (const value of [{ re: /a/ }, { big: 10n }, { map: new Map() }, { url: new URL('http://x') }]) {
    expect(() => deserialize(superjson.serialize(value))).toThrow('not accepted')
  }
  const shared = { at }
  expect(() => deserialize(superjson.serialize({ one: shared, two: shared }))).toThrow('not accepted')
})
