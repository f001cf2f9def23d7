import { sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, Migrator, type MigrationProvider } from 'kysely/migration'
import { StartupError } from '../startup-error.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'

/** SQLSTATE insufficient_privilege. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '42501'

export const forbidden =
  'The database user may not create what Alavanca needs: give it CREATE on the database and on the schema public.'

const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) }

/**
 * Brings the schema up to this version. Kysely's migrator holds an advisory lock meanwhile, so of several processes
 * that start together one applies and the others find it done.
 *
 * @throws StartupError when a migration fails, or when the database is newer than this program
 */
export const migrate = async (database: Database): Promise<string[]> => {
  const migrator = await database.openMigrator()
  const { error, results = [] } = await new Migrator({ db: migrator.db, provider }).migrateToLatest()
  await migrator.close()
  if (error) {
    const failed = results.find(({ status }) => status === 'Error')?.migrationName
    const reason = error instanceof Error ? error.message : JSON.stringify(error)
    if (isForbidden(error)) throw new StartupError(`${forbidden} (${reason})`, { cause: error })
    throw new StartupError(
      failed
        ? `Migration ${failed} failed and was rolled back: ${reason}`
        : `The database does not fit this version of Alavanca: ${reason}`,
      { cause: error },
    )
  }
  return results.map(({ migrationName }) => migrationName)
}

/**
 * Whether all migrations of this version are applied; there may be newer ones, which a newer process made. False as well
 * in a database that was never migrated, such as one put in the place of ours.
 */
export const isMigrated = async ({ db }: Database): Promise<boolean> => {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db)
    const applied = new Set(rows.map(({ name }) => name))
    return Object.keys(migrations).every((name) => applied.has(name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return false
    throw error
  }
}

/** SQLSTATE. */
const undefinedTable = '42P01'
