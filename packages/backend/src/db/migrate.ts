import { Migrator, type MigrationProvider } from 'kysely/migration'
import { StartupError } from '../startup-error.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'

const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) }

/**
 * Brings the schema up to this version. Kysely's migrator holds an advisory lock meanwhile, so of several processes
 * that start together one applies and the others find it done.
 *
 * @throws StartupError when a migration fails, or when the database is newer than this program
 */
export const migrate = async ({ plain }: Database): Promise<string[]> => {
  const migrator = new Migrator({ db: plain, provider })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) {
    const failed = results.find(({ status }) => status === 'Error')?.migrationName
    const reason = error instanceof Error ? error.message : JSON.stringify(error)
    throw new StartupError(
      failed
        ? `Migration ${failed} failed and was rolled back: ${reason}`
        : `The database does not fit this version of Alavanca: ${reason}`,
      { cause: error },
    )
  }
  return results.map(({ migrationName }) => migrationName)
}
