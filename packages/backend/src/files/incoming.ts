import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, rm, stat, utimes } from 'node:fs/promises'
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

/** Far below the hour after which a sweep takes a file for one that nobody holds. */
const defaultBeatMs = 600_000

/**
 * The folder that files arrive in. A file waits for its turn to be read, or is copied elsewhere, for as long as that
 * takes: at each beat its time of change says to the sweeps of other processes that somebody holds it.
 */
export const openIncoming = async (folder: string, freeBytes: FreeBytes, beatMs = defaultBeatMs): Promise<Incoming> => {
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
      const beat = setInterval(() => void touch(temporary), beatMs).unref()
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
          // The hour of a file that no row names counts from here.
          await touch(temporary)
          if (synced) await orStorageFull(handle.sync())
          await handle.close()
        },
        discard: async () => {
          clearInterval(beat)
          await handle.close().catch(() => {})
          await rm(temporary, { force: true })
        },
      }
    },
  }
}

/** One that was renamed or removed needs it no more. */
const touch = async (file: string): Promise<void> => {
  const now = new Date()
  await utimes(file, now, now).catch(() => {})
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
