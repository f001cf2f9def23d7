import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { IncomingFile } from './file-store.ts'
import { demandRoom, hasRoom, orStorageFull, type FreeBytes } from './free-space.ts'

/** A file that is being received, on the local disk whatever the store. */
export interface TemporaryFile extends Omit<IncomingFile, 'commit'> {
  /** Ends the writing. */
  close(how: { synced: boolean }): Promise<void>
  /** How many were written. */
  readonly bytes: number
}

export interface Incoming {
  create(announcedBytes?: number): Promise<TemporaryFile>
  sweep(idleMs: number): Promise<void>
  hasRoom(): Promise<boolean>
}

/** Files of unknown length, and several at once, are held against the disk each time so many bytes of one came. */
const lookEvery = 16 * 1024 ** 2

/** The folder that files arrive in. */
export const openIncoming = async (folder: string, freeBytes: FreeBytes): Promise<Incoming> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return {
    hasRoom: () => hasRoom(freeBytes, folder),
    sweep: async (idleMs) => {
      for (const name of await idleNames(folder, idleMs)) await rm(path.join(folder, name), { force: true })
    },
    create: async (announcedBytes = 0) => {
      await demandRoom(freeBytes, folder, announcedBytes)
      const key = randomUUID()
      const temporary = path.join(folder, key)
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
      const handle = await orStorageFull(open(temporary, flags, 0o600))
      let bytes = 0
      let looked = 0
      return {
        key,
        path: temporary,
        get bytes() {
          return bytes
        },
        write: async (chunk) => {
          bytes += chunk.byteLength
          if (bytes - looked >= lookEvery) {
            looked = bytes
            await demandRoom(freeBytes, folder, chunk.byteLength)
          }
          // A single write may be short; writeFile on a handle continues where the last one ended.
          await orStorageFull(handle.writeFile(chunk))
        },
        close: async ({ synced }) => {
          if (synced) await orStorageFull(handle.sync())
          await handle.close()
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
