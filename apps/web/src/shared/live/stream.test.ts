import type { Change } from '@alavanca/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ChangesProcedure, createStream } from './stream.ts'
import { aChange } from './testing/factories.ts'

type Callbacks = Parameters<ChangesProcedure['subscribe']>[1]

const setUp = (since: string | null = null) => {
  const opened: { input: { lastEventId?: string | null }; callbacks: Callbacks; closed: boolean }[] = []
  const seen: string[] = []
  const open = createStream({
    subscribe: (input, callbacks) => {
      const connection = { input, callbacks, closed: false }
      opened.push(connection)
      return {
        unsubscribe: () => {
          connection.closed = true
        },
      }
    },
  })
  const close = open(since, {
    onChange: (id: string, change: Change) => seen.push(`${id}:${change.kind}`),
    onState: (state) => seen.push(state),
    onGap: () => seen.push('gap'),
  })
  const last = () => {
    const connection = opened.at(-1)
    if (!connection) throw new Error('nothing was opened')
    return connection
  }
  const connect = () => {
    last().callbacks.onConnectionStateChange({ state: 'connecting' })
    last().callbacks.onConnectionStateChange({ state: 'pending' })
  }
  return { opened, seen, close, last, connect }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('is live once connected, and then tells that what came before is unknown', () => {
  const { seen, connect } = setUp()
  connect()
  expect(seen).toEqual(['connecting', 'live', 'gap'])
})

it('knows of no gap when it continues from an event', () => {
  const { seen, connect, last } = setUp('41')
  connect()
  expect(last().input).toEqual({ lastEventId: '41' })
  expect(seen).toEqual(['connecting', 'live'])
})

it('tries again after an error, ever more slowly, from the last event it saw', () => {
  const { opened, seen, connect, last } = setUp()
  connect()
  last().callbacks.onData({ id: '42', data: aChange('training') })
  last().callbacks.onError()
  expect(seen.at(-1)).toBe('reconnecting')
  vi.advanceTimersByTime(999)
  expect(opened).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(last().input).toEqual({ lastEventId: '42' })
  last().callbacks.onError()
  vi.advanceTimersByTime(1_999)
  expect(opened).toHaveLength(2)
  vi.advanceTimersByTime(1)
  expect(opened).toHaveLength(3)
  connect()
  expect(seen.slice(-2)).toEqual(['reconnecting', 'live'])
})

it('comes back after the server has ended the stream', () => {
  const { opened, seen, connect, last } = setUp()
  connect()
  last().callbacks.onComplete()
  expect(seen.at(-1)).toBe('reconnecting')
  vi.advanceTimersByTime(1_000)
  expect(opened).toHaveLength(2)
})

it('stays closed', () => {
  const { opened, close, last } = setUp()
  last().callbacks.onError()
  close()
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
  expect(last().closed).toBe(true)
})
