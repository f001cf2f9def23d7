import { expect, test } from 'vitest'
import { demandRoom, floorBytes, freeBytesOf, orStorageFull } from './free-space.ts'

const failWith = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))

test('what would leave less than the floor is refused, to the byte', async () => {
  const free = () => Promise.resolve(floorBytes + 10)
  await expect(demandRoom(free, '/', 10)).resolves.toBeUndefined()
  await expect(demandRoom(free, '/', 11)).rejects.toMatchObject({ code: 'storage_full' })
})

test.each(['ENOSPC', 'EDQUOT'])('a disk that says %s is full, whatever it said before', async (code) => {
  await expect(orStorageFull(failWith(code))).rejects.toMatchObject({ code: 'storage_full', cause: { code } })
})

test('other faults of a disk stay what they are', async () => {
  await expect(orStorageFull(failWith('EIO'))).rejects.toMatchObject({ code: 'EIO' })
})

test('the disk of a folder tells what is free on it', async () => {
  expect(await freeBytesOf(import.meta.dirname)).toBeGreaterThan(0)
})
