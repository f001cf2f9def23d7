import { tracked } from '@trpc/server'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { both, openOurs, settings, type Source } from './support/event-streams.ts'
import { patient } from './support/steps.ts'
import { streamEvents } from '../src/http/trpc-events.ts'

const hang = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })

test.each(both)('who hears nothing is pinged: %s', async (_who, open) => {
  const { body, abort } = await open(async function* (signal) {
    yield tracked('1', 'a')
    await hang(signal)
  })
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    if (text.endsWith('event: ping\ndata: \n\n\nevent: ping\ndata: \n\n\n')) abort()
  }
  const event = '{"json":"a"}'
  expect(text).toBe(
    `event: connected\ndata: {"reconnectAfterInactivityMs":1000}\n\n\ndata: ${event}\nid: 1\n\n\n${'event: ping\ndata: \n\n\n'.repeat(2)}`,
  )
})

test.each(both)('who leaves ends the subscription, whatever it is at: %s', async (_who, open) => {
  const ended: string[] = []
  const sourceOf = (name: string): Source =>
    async function* (signal) {
      try {
        for (let n = 0; ; n++) {
          if (name.includes('waits') && n === 2) await hang(signal)
          yield n
        }
      } finally {
        ended.push(name)
      }
    }
  const names = ['waits, aborted', 'waits, cancelled', 'is not read, aborted', 'is not read, cancelled']
  for (const name of names) {
    const { body, abort, errors } = await open(sourceOf(name))
    const reader = body.getReader()
    // The greeting, and what it tells first.
    await reader.read()
    await reader.read()
    await turn()
    if (name.includes('aborted')) abort()
    else await reader.cancel()
    while (!(await reader.read()).done);
    await vi.waitFor(() => expect(ended.at(-1)).toBe(name), patient)
    expect(errors).toEqual([])
  }
  expect(ended).toEqual(names)
})

test('who had left before is not asked for', async () => {
  let asked = false
  const left = AbortSignal.abort()
  const body = streamEvents(
    (async function* () {
      asked = true
      yield 1
    })(),
    { settings, lastEventId: null, describe: String, signal: left, onCancel: () => {} },
  )
  expect(await new Response(body).text()).toBe('')
  expect(asked).toBe(false)
})

test('no more is asked for than is read', async () => {
  let given = 0
  const { body, abort } = await openOurs(async function* () {
    for (;;) yield tracked(String(++given), 'a')
  })
  const reader = body.getReader()
  for (let taken = 1; taken < 20; taken++) {
    await reader.read()
    await turn()
    expect(given - taken).toBeLessThan(2)
  }
  abort()
})

describe('by a clock of our own', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
  afterEach(() => vi.useRealTimers())

  const open = async () => {
    const tell: ((what: string) => void)[] = []
    const { body, abort } = await openOurs(async function* () {
      for (;;) yield await new Promise((resolve) => tell.push(resolve))
    })
    const reader = body.getReader()
    const next = async () => new TextDecoder().decode((await reader.read()).value)
    return { tell: (what: string) => tell.pop()?.(what), next, abort }
  }

  test('it is pinged after a silence, and not between events that come sooner', async () => {
    const { tell, next, abort } = await open()
    expect(await next()).toContain('connected')
    for (const what of ['one', 'two', 'three']) {
      const heard = next()
      await turn()
      vi.advanceTimersByTime(90)
      tell(what)
      expect(await heard).toContain(what)
    }
    const heard = next()
    vi.advanceTimersByTime(100)
    expect(await heard).toContain('ping')
    abort()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('who does not read is not pinged', async () => {
    const { tell, next, abort } = await open()
    vi.advanceTimersByTime(1_000)
    expect(await next()).toContain('connected')
    const heard = next()
    await turn()
    tell('one')
    expect(await heard).toContain('one')
    abort()
  })
})
