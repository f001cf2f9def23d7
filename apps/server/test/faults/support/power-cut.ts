import { existsSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import type { DiskEvent } from './disk-journal.ts'

/**
 * What a power cut may do to the files of a process that was killed: bytes that were not synced are gone, and a name
 * in a folder that was not synced is the old one. A kill alone loses neither, since the system keeps both in memory.
 */
export const cutPower = (journal: string): void => {
  if (!existsSync(journal)) return
  const unsynced = new Set<string>()
  const renamed = new Map<string, string>()
  for (const line of readFileSync(journal, 'utf8').split('\n').filter(Boolean)) {
    const { did, path: file, from } = JSON.parse(line) as DiskEvent
    if (did === 'wrote') unsynced.add(file)
    else if (did === 'synced') {
      unsynced.delete(file)
      for (const name of renamed.keys()) if (path.dirname(name) === file) renamed.delete(name)
    } else if (from !== undefined) {
      renamed.set(file, from)
      if (unsynced.delete(from)) unsynced.add(file)
    }
  }
  for (const file of unsynced) if (existsSync(file)) truncateSync(file, 0)
  for (const [name, from] of renamed) if (existsSync(name)) renameSync(name, from)
  // What came through is on the disk now.
  rmSync(journal)
}
