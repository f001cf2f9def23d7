import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { StartupError } from '../../startup-error.ts'

interface Owner {
  pid: number
  /** Start time of the process where the system tells it, so that a reused pid is not taken for the owner. */
  birth: string | null
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)): state, and start time in clock ticks. Null where there is no /proc. */
const statOf = (pid: number): { state: string | undefined; birth: string | null } | null => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0], birth: fields[19] ?? null }
  } catch {
    return null
  }
}

const isAlive = ({ pid, birth }: Owner): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = statOf(pid)
  if (now === null) return true
  // A killed process whose parent has not asked for its end answers signals, but holds nothing any more.
  const ended = now.state === 'Z' || now.state === 'X'
  return !ended && (birth === null || birth === now.birth)
}

const readOwner = (lock: string): { text: string; owner: Owner } | undefined => {
  try {
    const text = fs.readFileSync(lock, 'utf8')
    return { text, owner: JSON.parse(text) as Owner }
  } catch {
    return undefined
  }
}

const held = new Set<string>()

const inUse = (directory: string, pid: number): StartupError =>
  new StartupError(
    `The data folder ${directory} is already open in process ${pid}. Stop that process first, or set DATA_DIR to another folder.`,
  )

/** Moves a dead owner's lock away; puts it back when another process replaced it in between. */
const bury = (lock: string, expected: string): void => {
  const grave = `${lock}.${randomUUID()}`
  try {
    fs.renameSync(lock, grave)
  } catch {
    return
  }
  if (fs.readFileSync(grave, 'utf8') !== expected) {
    try {
      fs.linkSync(grave, lock)
    } catch {
      // A third process holds it by now; its lock stays.
    }
  }
  fs.unlinkSync(grave)
}

/**
 * Takes the exclusive lock on an embedded database folder: PGlite has none of its own, and two openers lose rows.
 *
 * @returns the release, also run when the process exits
 * @throws StartupError naming the process that holds it
 */
export const lockDirectory = (directory: string): (() => void) => {
  const lock = `${path.resolve(directory)}.lock`
  if (held.has(lock)) throw inUse(directory, process.pid)
  const me = JSON.stringify({ pid: process.pid, birth: statOf(process.pid)?.birth ?? null } satisfies Owner)
  for (let attempt = 0; attempt < 20; attempt++) {
    const mine = `${lock}.${randomUUID()}`
    fs.writeFileSync(mine, me)
    try {
      fs.linkSync(mine, lock)
      held.add(lock)
      const release = () => {
        if (held.delete(lock)) fs.rmSync(lock, { force: true })
        process.removeListener('exit', release)
      }
      process.once('exit', release)
      return release
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      fs.unlinkSync(mine)
    }
    const current = readOwner(lock)
    if (!current) continue
    if (isAlive(current.owner)) throw inUse(directory, current.owner.pid)
    bury(lock, current.text)
  }
  throw new StartupError(`The data folder ${directory} could not be locked: its lock changes hands all the time.`)
}
