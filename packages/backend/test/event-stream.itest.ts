import { TRPCError, tracked } from '@trpc/server'
import fc from 'fast-check'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { both, openOurs, openTheirs, read, type Source } from './support/event-streams.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)

class Stubborn {
  toJSON(): never {
    throw new TypeError('not to be written')
  }
}

const one = { at: new Date(5), name: 'á\u2028"\n\ud800' }
const value = fc.oneof(
  fc.constantFrom(one, { n: 1 }, [], 'text', 7, null, undefined, true, new Date(7), new Map([['a', 1]])),
  fc.jsonValue(),
)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('track' as const), id: fc.stringMatching(/^[\wé: ]{1,5}$/), value }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('tell' as const), value }) },
  fc.record({
    does: fc.constant('throw' as const),
    error: fc.constantFrom(
      new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: 'later' }),
      new Error('é'),
      new DOMException('left', 'AbortError'),
      'a text',
      undefined,
    ),
  }),
  fc.record({ does: fc.constant('tell' as const), value: fc.constant(new Stubborn()) }),
)

/** tRPC asks for the next event before the last was taken, and leaves an error that comes at once to nobody. */
const caught =
  (source: () => AsyncGenerator<unknown, void>): Source =>
  () => {
    const generator = source()
    const next = () => {
      const result = generator.next()
      result.catch(() => {})
      return result
    }
    return { [Symbol.asyncIterator]: () => ({ next, return: () => generator.return() }) }
  }

test(`whatever a subscription does, the stream is tRPC's to the byte (SEED=${seed})`, async () => {
  const lastEventId = fc.option(fc.constantFrom('12', '', ' ', 'é', 'x y'))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), lastEventId, async (steps, last) => {
      const source = caught(async function* () {
        for (const act of steps) {
          if (act.does === 'throw') throw act.error
          yield act.does === 'track' ? tracked(act.id, act.value) : act.value
        }
      })
      const header = last === null ? null : new Headers({ a: last }).get('a')
      const [theirs, ours] = await Promise.all([openTheirs(source, header), openOurs(source, header)])
      const [expected, text] = await Promise.all([read(theirs), read(ours)])
      expect(text).toBe(expected)
      expect(ours.errors).toEqual(theirs.errors)
    }),
    { numRuns: 400, seed },
  )
})

test.each(both)('what changes is written anew where it is told under another id, or none: %s', async (_who, open) => {
  const text = await read(
    await open(async function* () {
      const told = { n: 1 }
      yield tracked('1', told)
      await turn()
      told.n = 2
      yield tracked('2', told)
      await turn()
      told.n = 3
      yield told
      await turn()
    }),
  )
  expect(text.match(/"n":\d\}\}\nid: .?/g)).toEqual([
    '"n":1}}\nid: 1',
    '"n":2}}\nid: 2',
    '"n":3}}\nid: \n'.slice(0, -1),
  ])
})

test('an event is written once for all who get it', async () => {
  let written = 0
  const told = {
    get n() {
      written++
      return 1
    },
  }
  const source: Source = async function* () {
    yield tracked('7', told)
  }
  const texts = await Promise.all(Array.from({ length: 5 }, async () => read(await openOurs(source))))
  expect(new Set(texts).size).toBe(1)
  expect(texts[0]).toContain('"n":1')
  const once = written
  await read(await openOurs(source))
  expect(written).toBe(once)
})
