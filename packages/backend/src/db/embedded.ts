import { Kysely, PGliteDialect } from 'kysely'
import fs from 'node:fs'
import path from 'node:path'
import { fromPglite } from 'pg-boss'
import { StartupError } from '../startup-error.ts'
import { changeChannel, withGuard, type Database } from './database.ts'
import { LiteThread } from './lite/lite-thread.ts'
import type { Tables } from './tables/index.ts'

/**
 * Opens the embedded database: PGlite in a thread of its own.
 *
 * @param directory its folder, made when missing; null keeps everything in memory
 * @throws StartupError when the folder cannot be written, is open elsewhere, or is damaged
 */
export const openEmbedded = async (directory: string | null, onFatal?: (error: Error) => void): Promise<Database> => {
  if (directory !== null) makeWritable(path.dirname(path.resolve(directory)))
  let lite
  try {
    lite = await openThread(directory, onFatal)
  } catch (error) {
    if (error instanceof StartupError) throw error
    throw new StartupError(`The embedded database in ${directory ?? 'memory'} could not be opened.`, { cause: error })
  }
  const plain = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: lite }) })
  let stopListening: (() => Promise<void>) | undefined
  return {
    kind: 'embedded',
    ...withGuard(plain),
    openMigrator: () => Promise.resolve({ db: plain, close: () => Promise.resolve() }),
    changeSignal: {
      start: async ({ wake }) => {
        stopListening = await lite.listen(changeChannel, wake)
      },
      stop: async () => stopListening?.(),
    },
    jobs: { db: fromPglite(lite), backend: 'pglite' },
    // One connection, inside this process.
    pool: () => ({ total: 1, idle: lite.queued === 0 ? 1 : 0, waiting: Math.max(0, lite.queued - 1) }),
    maintain: async () => {
      await lite.exec('vacuum')
      await lite.exec('checkpoint')
    },
    close: () => lite.close(),
  }
}

/** Making the database takes some 300 MB that a running thread never gives back: it is made in one of its own. */
const openThread = async (
  directory: string | null,
  onFatal: ((error: Error) => void) | undefined,
): Promise<LiteThread> => {
  if (directory !== null && !fs.existsSync(path.join(directory, 'PG_VERSION'))) {
    const maker = new LiteThread(directory)
    await maker.waitReady
    await maker.close()
  }
  const lite = new LiteThread(directory, onFatal)
  await lite.waitReady
  return lite
}

const makeWritable = (folder: string): void => {
  try {
    fs.mkdirSync(folder, { recursive: true })
    fs.accessSync(folder, fs.constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartupError(`The data folder ${folder} cannot be written (${code}). Set DATA_DIR to one that can.`)
  }
}
