import { expect, test } from 'vitest'
import { withBreaker } from './breaker.ts'
import type { ModelServiceClient } from './client.ts'
import { ModelServiceError } from './errors.ts'

/** A client whose every call does what the test says, behind a breaker on the test's clock. */
const guarded = () => {
  let now = 0
  let calls = 0
  let act: () => Promise<void> = () => Promise.resolve()
  const call = async () => {
    calls++
    await act()
  }
  const client: ModelServiceClient = {
    createModel: async () => call().then(() => ({ modelId: 1 })),
    deleteModel: call,
    train: call,
    ranking: async () => call().then(() => ({ body: '[]', items: [] })),
  }
  const changes: string[] = []
  const breaker = withBreaker(client, {
    now: () => new Date(now),
    threshold: 3,
    firstPause: 1_000,
    longestPause: 4_000,
    onChange: ({ condition, failures }) => changes.push(`${condition} after ${failures}`),
  })
  return {
    breaker,
    changes,
    calls: () => calls,
    pass: (ms: number) => (now += ms),
    does: (next: () => Promise<void>) => (act = next),
    fails: (kind: ModelServiceError['kind']) => (act = () => Promise.reject(new ModelServiceError(kind))),
    /** What a call comes to: its error's kind, `paused` when it was not tried, or `ok`. */
    outcome: () =>
      breaker.ranking(1).then(
        () => 'ok',
        (error: unknown) => (error instanceof ModelServiceError ? (error.paused ? 'paused' : error.kind) : 'other'),
      ),
  }
}

test('it opens after so many failures in a row, for all calls together, and says so once', async () => {
  const { breaker, changes, calls, fails, outcome } = guarded()
  fails('unreachable')
  expect([await outcome(), await outcome()]).toEqual(['unreachable', 'unreachable'])
  fails('unknown')
  expect(await outcome()).toBe('unknown')
  expect([await outcome(), await outcome()]).toEqual(['paused', 'paused'])
  await expect(breaker.ranking(1)).rejects.toMatchObject({ kind: 'unreachable', paused: true })
  expect(calls()).toBe(3)
  expect(changes).toEqual(['open after 3'])
  expect(breaker.health()).toEqual({ condition: 'open', failures: 3, retryAt: new Date(1_000) })
})

test('what the service answers, a refusal or nonsense, is no failure of it and ends a row of them', async () => {
  const { changes, fails, outcome } = guarded()
  for (const kind of ['unreachable', 'unknown', 'rejected', 'unknown', 'unreachable', 'invalid', 'unknown'] as const) {
    fails(kind)
    expect(await outcome()).toBe(kind)
  }
  expect(changes).toEqual([])
})

test('an error of ours, such as a file that cannot be read, says nothing of the service', async () => {
  const { does, fails, outcome } = guarded()
  fails('unreachable')
  await outcome()
  await outcome()
  does(() => Promise.reject(new Error('ENOENT')))
  expect(await outcome()).toBe('other')
  fails('unreachable')
  expect([await outcome(), await outcome()]).toEqual(['unreachable', 'paused'])
})

test('after the pause one call finds out for all: its success closes it', async () => {
  const { breaker, changes, calls, does, fails, outcome, pass } = guarded()
  fails('unreachable')
  for (let i = 0; i < 3; i++) await outcome()
  pass(999)
  expect(await outcome()).toBe('paused')
  pass(1)
  const answer = Promise.withResolvers<void>()
  does(() => answer.promise)
  const probe = outcome()
  expect(breaker.health().condition).toBe('half-open')
  expect(breaker.health().retryAt?.getTime()).toBeGreaterThan(1_000)
  expect(await outcome()).toBe('paused')
  answer.resolve()
  expect([await probe, await outcome()]).toEqual(['ok', 'ok'])
  expect([calls(), changes]).toEqual([5, ['open after 3', 'closed after 3']])
  expect(breaker.health()).toEqual({ condition: 'closed', failures: 0, retryAt: null })
})

test('a probe that fails makes the pause longer, up to the longest', async () => {
  const { breaker, fails, outcome, pass } = guarded()
  fails('unreachable')
  for (let i = 0; i < 3; i++) await outcome()
  const pauses: number[] = []
  for (let now = 0; pauses.length < 5;) {
    const pause = (breaker.health().retryAt?.getTime() ?? 0) - now
    pauses.push(pause)
    pass(pause)
    now += pause
    expect(await outcome()).toBe('unreachable')
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 4_000, 4_000])
})

test('a probe that its caller gave up decides nothing, and the next call is one', async () => {
  const { does, fails, outcome, pass } = guarded()
  fails('unreachable')
  for (let i = 0; i < 3; i++) await outcome()
  pass(1_000)
  does(() => Promise.reject(new Error('aborted by the caller')))
  expect(await outcome()).toBe('other')
  does(() => Promise.resolve())
  expect(await outcome()).toBe('ok')
})

test('a call that a person waits for asks a paused service at once, one at a time, and decides for all', async () => {
  const { breaker, calls, does, fails, outcome } = guarded()
  fails('unreachable')
  for (let i = 0; i < 3; i++) await outcome()
  await expect(breaker.createModel('Prensa')).rejects.toMatchObject({ kind: 'unreachable', paused: false })
  const answer = Promise.withResolvers<void>()
  does(() => answer.promise)
  const removed = breaker.deleteModel(1)
  await expect(breaker.createModel('Forno')).rejects.toMatchObject({ paused: true })
  expect(await outcome()).toBe('paused')
  answer.resolve()
  await removed
  expect([await outcome(), calls()]).toEqual(['ok', 6])
})
