import { open, rename } from 'node:fs/promises'
import path from 'node:path'

/** Makes renames and new names in a folder survive a loss of power; where folders cannot be synced, none is needed. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch {
    // Windows refuses to sync folders.
  } finally {
    await handle?.close()
  }
}

/** Replaces a file so that after any crash it is either the old or the new one. One writer per file at a time. */
export const writeAtomically = async (file: string, content: string | Uint8Array): Promise<void> => {
  const temporary = `${file}.tmp`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncFolder(path.dirname(file))
}
