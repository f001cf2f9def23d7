import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { openBucketFiles } from '../../src/files/bucket/files.ts'
import type { FileStore } from '../../src/files/file-store.ts'
import { freeBytesOf, type FreeBytes } from '../../src/files/free-space.ts'
import { openIncoming } from '../../src/files/incoming.ts'
import { openLocalFiles } from '../../src/files/local-files.ts'
import { BucketServer } from './bucket-server.ts'

/** A file store and what a test must see of it from outside. */
export interface Store extends AsyncDisposable {
  files: FileStore
  /** Names of what is being received. */
  received(): string[]
  /** Keys of what is kept. */
  kept(): string[]
  plant(key: string): void
}

const silent = pino({ level: 'silent' })
const installationId = '5f0c1b1e-0000-4000-8000-000000000000'

const openFolder = async (freeBytes: FreeBytes) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-files-'))
  const received = path.join(folder, 'incoming')
  mkdirSync(received)
  return {
    folder,
    incoming: await openIncoming(received, freeBytes),
    received: () => readdirSync(received),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

export const openLocalStore = async (freeBytes: FreeBytes = freeBytesOf): Promise<Store> => {
  const { folder, incoming, received, remove } = await openFolder(freeBytes)
  return {
    files: openLocalFiles(folder, incoming),
    received,
    kept: () => readdirSync(folder).filter((name) => name !== 'incoming'),
    plant: (key) => writeFileSync(path.join(folder, key), 'x'),
    [Symbol.asyncDispose]: () => Promise.resolve(remove()),
  }
}

export interface BucketStore extends Store {
  server: BucketServer
  /** In front of the key, in the bucket. */
  prefix: string
}

export const openBucketStore = async (freeBytes: FreeBytes = freeBytesOf): Promise<BucketStore> => {
  const { incoming, received, remove } = await openFolder(freeBytes)
  const server = await BucketServer.start()
  const prefix = `alavanca/${installationId}/files/`
  return {
    files: await openBucketFiles({ settings: server.settings, installationId, incoming, log: silent }),
    received,
    kept: () => [...server.objects.map((name) => name.slice(prefix.length)), ...server.unfinished],
    plant: (key) => server.plant(prefix + key, 'x'),
    server,
    prefix,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      remove()
    },
  }
}
