import { constants, createReadStream } from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { checkKey, isKey, type FileStore, type StoredFile } from './file-store.ts'
import { orStorageFull } from './free-space.ts'
import type { Incoming } from './incoming.ts'

const pageOf = 1_000

/** Files in one local folder: written under a temporary name, synced, renamed, and the folder synced. */
export const openLocalFiles = (folder: string, incoming: Incoming): FileStore => {
  const pathOf = (key: string): string => path.join(folder, checkKey(key))
  return {
    read: (key, signal) => read(pathOf(key), signal),
    remove: async (key) => rm(pathOf(key), { force: true }),
    list: async function* () {
      const keys = (await readdir(folder)).filter(isKey).toSorted()
      for (let start = 0; start < keys.length; start += pageOf) {
        const files = await Promise.all(keys.slice(start, start + pageOf).map((key) => look(folder, key)))
        yield files.filter((file) => file !== undefined)
      }
    },
    sweepIncoming: (idleMs) => incoming.sweep(idleMs),
    hasRoom: () => incoming.hasRoom(),
    create: async (announcedBytes) => {
      const temporary = await incoming.create(announcedBytes)
      const { key, write, discard } = temporary
      return {
        key,
        path: temporary.path,
        write,
        discard,
        commit: async () => {
          await temporary.close({ synced: true })
          await orStorageFull(rename(temporary.path, pathOf(key)))
          await syncFolder(folder)
        },
      }
    },
  }
}

async function* read(file: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024, ...(signal ? { signal } : {}) })
  try {
    yield* stream
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/** Removed since it was listed: nothing to list. */
const look = async (folder: string, key: string): Promise<StoredFile | undefined> => {
  const found = await stat(path.join(folder, key)).catch(() => undefined)
  return found?.isFile() ? { key, storedAt: found.mtime } : undefined
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
