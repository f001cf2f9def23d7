import { expect, test } from 'vitest'
import { silent } from '../log.ts'
import { createCourier } from './courier.ts'

/** A courier whose waits are recorded and take no time. */
const courierAnswering = (answers: (number | Error)[], giveUpAfter = 3_600_000) => {
  const waits: number[] = []
  let now = 0
  let posts = 0
  const courier = createCourier({
    post: () => {
      const answer = answers[posts++] ?? 500
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    clock: {
      now: () => now,
      sleep: (ms, signal) => {
        signal.throwIfAborted()
        waits.push(ms)
        now += ms
        return Promise.resolve()
      },
    },
    random: () => 0,
    backoff: { first: 100, longest: 1_000, giveUpAfter },
    log: silent,
  })
  const deliver = (signal = new AbortController().signal) =>
    courier.deliver({ modelId: 1, url: 'http://x/', body: '{}', since: 0 }, signal)
  return { deliver, waits, posts: () => posts }
}

test('waits double up to the longest', async () => {
  const { deliver, waits } = courierAnswering([new Error('refused'), 500, 502, 301, 429, 408, 204])
  expect(await deliver()).toBe(true)
  expect(waits).toEqual([50, 100, 200, 400, 500, 500])
})

test.each([400, 401, 404, 409, 410, 422])('%d settles it at once', async (status) => {
  const { deliver, posts } = courierAnswering([status])
  expect(await deliver()).toBe(true)
  expect(posts()).toBe(1)
})

test('it is given up in the end', async () => {
  const { deliver, posts } = courierAnswering([], 5_000)
  expect(await deliver()).toBe(false)
  expect(posts()).toBeGreaterThan(10)
})

test('an abort ends it with its reason', async () => {
  const abort = new AbortController()
  abort.abort(new Error('stop'))
  await expect(courierAnswering([500]).deliver(abort.signal)).rejects.toThrow('stop')
})
