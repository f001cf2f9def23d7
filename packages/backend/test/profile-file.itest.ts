import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { profileFile, queueFor } from '../src/features/datasets/profile-file.ts'
import { createReaderThreads } from '../src/features/datasets/reader-threads.ts'
import { createQueue } from '../src/queue.ts'

let folder: string
let large: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'alavanca-profile-'))
  large = path.join(folder, 'large.csv')
  writeFileSync(large, `a,b,y\n${'1,2,3\n4,5,6\n'.repeat(1_000_000)}`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One file at a time. */
const one = () => {
  const queue = createQueue(1)
  return () => queue
}

test('a file that takes longer than its time is refused, its thread ended, and the next has its turn', async () => {
  const limits = { threads: createReaderThreads(), queueFor: one() }
  const slow = profileFile({ path: large, bytes: 12_000_000 }, { ...limits, timeFor: () => 1 })
  await expect(slow).rejects.toMatchObject({
    code: 'file_not_csv',
    params: [{ name: 'reason', value: 'too_much' }],
    message: expect.stringContaining('too long'),
  })
  const small = path.join(folder, 'small.csv')
  writeFileSync(small, 'a,y\n1,2\n3,4\n')
  expect(await profileFile({ path: small, bytes: 12 }, { ...limits, timeFor: () => 60_000 })).toMatchObject({
    rows: 2,
  })
})

test('time is given by size', async () => {
  const asked: number[] = []
  const timeFor = (bytes: number) => {
    asked.push(bytes)
    return 60_000
  }
  const limits = { threads: createReaderThreads(), queueFor: one(), timeFor }
  expect(await profileFile({ path: large, bytes: 12_000_000 }, limits)).toMatchObject({ rows: 2_000_000 })
  expect(asked).toEqual([12_000_000])
})

/** Node gives each thread a number of its own, in the order they were started. */
const nextThread = async (): Promise<number> => {
  const probe = new Worker('', { eval: true })
  const { threadId } = probe
  await probe.terminate()
  return threadId
}

test('small files share a thread, whatever is wrong with them; a large one takes its thread along', async () => {
  const limits = { threads: createReaderThreads(), queueFor: one(), timeFor: () => 60_000 }
  const [good, bad] = [path.join(folder, 'good.csv'), path.join(folder, 'bad.csv')]
  writeFileSync(good, 'a,y\n1,2\n3,4\n')
  writeFileSync(bad, 'a,y\n1,2,3\n')
  const before = await nextThread()
  expect(await profileFile({ path: good, bytes: 12 }, limits)).toMatchObject({ rows: 2 })
  await expect(profileFile({ path: bad, bytes: 10 }, limits)).rejects.toMatchObject({ code: 'file_not_csv' })
  await expect(profileFile({ path: path.join(folder, 'gone'), bytes: 10 }, limits)).rejects.toThrow('ENOENT')
  expect(await profileFile({ path: large, bytes: 12_000_000 }, limits)).toMatchObject({ rows: 2_000_000 })
  expect(await nextThread()).toBe(before + 2)
  expect(await profileFile({ path: good, bytes: 12 }, limits)).toMatchObject({ rows: 2 })
  expect(await nextThread()).toBe(before + 4)
})

test('a small file does not wait for the large ones before it', async () => {
  const few = path.join(folder, 'few.csv')
  writeFileSync(few, 'a,y\n1,2\n3,4\n')
  const smallIsRead = Promise.withResolvers<void>()
  // More than are ever read at once.
  const others = Array.from({ length: 8 }, () => queueFor(2_400_000).run(() => smallIsRead.promise))
  expect(await profileFile({ path: few, bytes: 12 })).toMatchObject({ rows: 2 })
  smallIsRead.resolve()
  await Promise.all(others)
})
