import type { Training } from '@alavanca/contract'
import { expect, it } from 'vitest'
import { findPrevious } from './find-previous.ts'
import { training } from './testing/factories.ts'

const paged = (...pages: Training[][]) => {
  const asked: (string | null)[] = []
  const list = async (cursor: string | null) => {
    asked.push(cursor)
    const at = Number(cursor ?? 0)
    return { items: pages[at] ?? [], nextCursor: at + 1 < pages.length ? String(at + 1) : null }
  }
  return { list, asked }
}

it('is the latest completed analysis before this one', async () => {
  const { list } = paged([training(9), training(8), training(7, { state: 'failed' }), training(6), training(5)])
  expect((await findPrevious(list, { trainingId: 8, target: 'strength' }))?.id).toBe(6)
})

it('passes over analyses of another target, also over whole pages of them', async () => {
  const { list, asked } = paged([training(9), training(8, { target: 'cost' })], [training(7)], [training(6)])
  expect((await findPrevious(list, { trainingId: 9, target: 'strength' }))?.id).toBe(7)
  expect(asked).toEqual([null, '1'])
})

it('is null where there is none', async () => {
  expect(await findPrevious(paged([training(9)]).list, { trainingId: 9, target: 'strength' })).toBeNull()
  expect(await findPrevious(paged([]).list, { trainingId: 9, target: 'strength' })).toBeNull()
})
