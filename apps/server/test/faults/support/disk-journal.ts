import { appendFileSync } from 'node:fs'
import fs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/** What a process did to files, a line each, so that a power cut can be played after it is dead. */
export interface DiskEvent {
  did: 'wrote' | 'synced' | 'renamed'
  path: string
  /** The name it had before. */
  from?: string
}

/** Notes in `journal` whatever this process writes, syncs and renames through node:fs/promises. */
export const keepDiskJournal = (journal: string): void => {
  const note = (event: DiskEvent) => appendFileSync(journal, `${JSON.stringify(event)}\n`)
  const { open, rename } = fs
  const watch = (handle: FileHandle, path: string): FileHandle => {
    const writeFile = handle.writeFile.bind(handle)
    const sync = handle.sync.bind(handle)
    return Object.assign(handle, {
      writeFile: async (...written: Parameters<FileHandle['writeFile']>) => {
        note({ did: 'wrote', path })
        await writeFile(...written)
      },
      sync: async () => {
        await sync()
        note({ did: 'synced', path })
      },
    })
  }
  Object.assign(fs, {
    open: async (...opened: Parameters<typeof open>) => watch(await open(...opened), String(opened[0])),
    rename: async (from: string, path: string) => {
      await rename(from, path)
      note({ did: 'renamed', path, from })
    },
  })
  syncBuiltinESMExports()
}
