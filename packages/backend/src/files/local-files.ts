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

  const pathOf = (key: string): string => {
    if (!isKey.test(key)) throw new Error('not a key of this file store')
    return path.join(folder, key)
  }
  return {
    read: async function* (key) {
      yield* createReadStream(pathOf(key), { highWaterMark: 256 * 1024 })
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    listOlderThan: async (ageMs) => (await idleNames(folder, ageMs)).filter((name) => isKey.test(name)),
    sweepIncoming: async (idleMs) => {
      for (const name of await idleNames(incoming, idleMs)) await rm(path.join(incoming, name), { force: true })
    },
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

/** Names of files in a folder, not folders, that nobody has written to for so long. */
const idleNames = async (folder: string, idleMs: number): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const names: string[] = []
  for (const entry of entries) {
    const found = entry.isFile() ? await stat(path.join(folder, entry.name)).catch(() => undefined) : undefined
    if (found && found.mtimeMs <= Date.now() - idleMs) names.push(entry.name)
  }
  return names
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
