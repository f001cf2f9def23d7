import { expect, test } from 'vitest'
import { createQueue } from './queue.ts'

test('so many at once and no more, in the order they came, also when some fail', async () => {
  const queue = createQueue(2)
  const started: number[] = []
  const ends: PromiseWithResolvers<number>[] = []
  const results = [0, 1, 2, 3, 4].map((n) => {
    const end = Promise.withResolvers<number>()
    ends.push(end)
    return queue.run(() => {
      started.push(n)
      return end.promise
    })
  })
  const settled = Promise.allSettled(results)
  expect(started).toEqual([0, 1])
  ends[1]?.reject(new Error('broken'))
  await expect(results[1]).rejects.toThrow('broken')
  expect(started).toEqual([0, 1, 2])
  ends[0]?.resolve(0)
  await results[0]
  expect(started).toEqual([0, 1, 2, 3])
  for (const [n, end] of ends.entries()) end.resolve(n)
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(await queue.run(() => Promise.resolve('again'))).toBe('again')
})
