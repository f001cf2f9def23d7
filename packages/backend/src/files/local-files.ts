import { randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { FileStore } from './file-store.ts'

const isKey = /^[0-9a-f-]{36}$/

/** Files in one local folder: written under a temporary name, synced, renamed, and the folder synced. */
export const openLocalFiles = async (folder: string): Promise<FileStore> => {
  const incoming = path.join(folder, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await sweepIncoming(incoming)

  const pathOf = (key: string): string => {
    if (!isKey.test(key)) throw new Error('not a key of this file store')
    return path.join(folder, key)
  }
  return {
    read: async function* (key) {
      yield* createReadStream(pathOf(key), { highWaterMark: 256 * 1024 })
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    create: async () => {
      const key = randomUUID()
      const temporary = path.join(incoming, key)
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
      const handle = await open(temporary, flags, 0o600)
      return {
        key,
        path: temporary,
        write: async (chunk) => {
          // A single write may be short; writeFile on a handle continues where the last one ended.
          await handle.writeFile(chunk)
        },
        commit: async () => {
          await handle.sync()
          await handle.close()
          await rename(temporary, pathOf(key))
          await syncFolder(folder)
        },
        discard: async () => {
          await handle.close().catch(() => {})
          await rm(temporary, { force: true })
        },
      }
    },
  }
}

/** A file that nobody has written to for so long belongs to a process that ended; it was never promised to anybody. */
const abandonedAfterMs = 10 * 60_000

const sweepIncoming = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }))
    if (mtimeMs < Date.now() - abandonedAfterMs) await rm(file, { force: true })
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
