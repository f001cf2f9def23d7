import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { floorBytes } from '../src/files/free-space.ts'
import { startHarness } from './support/harness.ts'
import { newMachine, sendFile } from './support/steps.ts'
import { openBucketStore, openLocalStore, type Store } from './support/stores.ts'

const megabyte = 1024 ** 2

/** Bytes that differ from chunk to chunk, so that none can be lost or doubled unseen. */
function* content(megabytes: number): Generator<Buffer> {
  for (let i = 0; i < megabytes; i++) yield Buffer.alloc(megabyte, `${i};`)
}

const write = async ({ files }: Store, chunks: Iterable<Uint8Array>) => {
  const file = await files.create()
  const hash = createHash('sha256')
  for (const chunk of chunks) {
    hash.update(chunk)
    await file.write(chunk)
  }
  return { file, sha256: hash.digest('hex') }
}

const readHash = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

describe.each([
  ['in a folder', openLocalStore],
  ['in a bucket', openBucketStore],
])('files %s', (_where, open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store[Symbol.asyncDispose]())

  test.each([
    ['small', 1],
    ['of several parts', 21],
  ])(
    'a %s file reads back byte for byte, and while it arrives it can be read where it arrives',
    async (_size, size) => {
      const { file, sha256 } = await write(store, content(size))
      expect(createHash('sha256').update(readFileSync(file.path)).digest('hex')).toBe(sha256)
      expect(store.kept()).not.toContain(file.key)
      await file.commit()
      expect(store.received()).toEqual([])
      expect(store.kept()).toContain(file.key)
      expect(await readHash(store.files.read(file.key))).toBe(sha256)
      await file.discard()
      expect(await readHash(store.files.read(file.key))).toBe(sha256)
    },
  )

  test('what is discarded leaves nothing, and neither does what nobody has written to for long', async () => {
    const before = store.kept()
    const { file } = await write(store, content(1))
    const { file: left } = await write(store, content(1))
    await file.discard()
    expect(store.received()).toEqual([left.key])
    await store.files.sweepIncoming(60_000)
    expect(store.received()).toEqual([left.key])
    await store.files.sweepIncoming(0)
    await left.discard()
    expect([store.received(), store.kept()]).toEqual([[], before])
  })

  test('removing twice is removing once; what is not there is told as such when it is read', async () => {
    const { file } = await write(store, content(1))
    await file.commit()
    await store.files.remove(file.key)
    await store.files.remove(file.key)
    expect(store.kept()).not.toContain(file.key)
    const unread = store.files.read(file.key)
    await expect(readHash(unread)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('reading ends with the reason of the signal, before and in the middle, or when its reader leaves', async () => {
    const { file } = await write(store, content(21))
    await file.commit()
    const reason = new Error('cancelled')
    await expect(readHash(store.files.read(file.key, AbortSignal.abort(reason)))).rejects.toBe(reason)
    const abort = new AbortController()
    const reading = async () => {
      for await (const _ of store.files.read(file.key, abort.signal)) abort.abort(reason)
    }
    await expect(reading()).rejects.toBe(reason)
    for await (const chunk of store.files.read(file.key)) {
      expect(chunk.byteLength).toBeGreaterThan(0)
      break
    }
  })

  test('all files are listed in the order of their keys, page by page, with their age; nothing else is', async () => {
    const keys = Array.from({ length: 1_100 }, () => randomUUID())
    for (const name of [...keys, 'notes.txt', `${randomUUID()}.old`]) store.plant(name)
    const planted = new Set<string>(keys)
    const pages = await Array.fromAsync(store.files.list())
    expect(pages.length).toBeGreaterThan(1)
    const listed = pages.flat()
    const names = listed.map(({ key }) => key)
    expect(names).toEqual(names.toSorted())
    expect(names.filter((key) => planted.has(key)).length).toBe(1_100)
    expect(names.every((key) => /^[0-9a-f-]{36}$/.test(key))).toBe(true)
    for (const { storedAt } of listed) expect(Math.abs(storedAt.getTime() - Date.now())).toBeLessThan(60_000)
  })

  test.each(['../secret', '/etc/passwd', '', `${randomUUID()}/../x`, 'incoming', randomUUID().toUpperCase()])(
    'a name the store has not made opens nothing: %j',
    async (name) => {
      expect(() => store.files.read(name)).toThrow('not a key')
      await expect(store.files.remove(name)).rejects.toThrow('not a key')
    },
  )
})

describe.each([
  ['in a folder', openLocalStore],
  ['in a bucket', openBucketStore],
])('with little room on the disk, files %s', (_where, open) => {
  test('that do not fit by what is announced of them are refused before a byte is written', async () => {
    await using store = await open(() => Promise.resolve(floorBytes + 1_000))
    await (await store.files.create(1_000)).discard()
    await expect(store.files.create(1_001)).rejects.toMatchObject({ code: 'storage_full' })
    expect(store.received()).toEqual([])
  })

  test('are still taken down to the floor, and the store says when they are not', async () => {
    let free = floorBytes
    await using store = await open(() => Promise.resolve(free))
    expect(await store.files.hasRoom()).toBe(true)
    free--
    expect(await store.files.hasRoom()).toBe(false)
  })

  test('that grow into the last of it are refused in the middle, and nothing of them stays', async () => {
    let free = floorBytes + 40 * megabyte
    await using store = await open(() => Promise.resolve(free))
    const file = await store.files.create()
    const fill = async () => {
      for (const chunk of content(100)) {
        await file.write(chunk)
        free -= chunk.byteLength
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'storage_full' })
    expect(free).toBeGreaterThan(floorBytes - 16 * megabyte)
    await file.discard()
    expect([store.received(), store.kept()]).toEqual([[], []])
  })
})

test('an upload that the disk has no room for is a 413 with a sentence of its own, and is taken once there is', async () => {
  let free = floorBytes
  const harness = await startHarness({}, { freeBytes: () => Promise.resolve(free) })
  onTestFinished(() => harness.close())
  const { id } = await newMachine(harness)
  const refused = await sendFile(harness, id)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({
    code: 'storage_full',
    detail: 'The server has too little free disk space to take this file.',
  })
  expect(readdirSync(path.join(harness.dataDir, 'files'), { recursive: true })).toEqual(['incoming'])
  free = floorBytes + megabyte
  expect((await sendFile(harness, id)).status).toBe(200)
})

test('without a bucket nothing of its client is loaded', async () => {
  const script = `import { registerHooks } from 'node:module'
    registerHooks({
      resolve: (name, context, next) => {
        const found = next(name, context)
        if (/aws-sdk|smithy/.test(found.url)) console.log(found.url)
        return found
      },
    })
    await import(process.argv[1])`
  const load = (file: string) =>
    promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
      path.resolve(import.meta.dirname, file),
    ])
  expect((await load('../src/files/bucket/files.ts')).stdout).toContain('@aws-sdk/client-s3')
  expect((await load('../src/index.ts')).stdout).toBe('')
})
