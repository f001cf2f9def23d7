import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { profileFile } from '../src/features/datasets/profile-file.ts'
import { createQueue } from '../src/queue.ts'

let folder: string
let large: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-profile-'))
  large = path.join(folder, 'large.csv')
  writeFileSync(large, `a,b,y\n${'1,2,3\n4,5,6\n'.repeat(1_000_000)}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a file that takes longer than its time is refused, its thread ended, and the next has its turn', async () => {
  const queue = createQueue(1)
  const slow = profileFile({ path: large, bytes: 12_000_000 }, { queue, timeFor: () => 1 })
  await expect(slow).rejects.toMatchObject({
    code: 'file_not_csv',
    params: [{ name: 'reason', value: 'too_much' }],
    message: expect.stringContaining('too long'),
  })
  const small = path.join(folder, 'small.csv')
  writeFileSync(small, 'a,y\n1,2\n3,4\n')
  expect(await profileFile({ path: small, bytes: 12 }, { queue, timeFor: () => 60_000 })).toMatchObject({ rows: 2 })
})

test('time is given by size', async () => {
  const asked: number[] = []
  const timeFor = (bytes: number) => {
    asked.push(bytes)
    return 60_000
  }
  expect(await profileFile({ path: large, bytes: 12_000_000 }, { queue: createQueue(1), timeFor })).toMatchObject({
    rows: 2_000_000,
  })
  expect(asked).toEqual([12_000_000])
})
