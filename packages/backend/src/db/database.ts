import type { Kysely, Transaction } from 'kysely'
import type pg from 'pg'
import type { fromPglite } from 'pg-boss'
import { guardPlugin, insideTransaction } from './guard.ts'
import type { Tables } from './tables/index.ts'

/** What any query takes; a transaction is one too. */
export type Db = Kysely<Tables>
/** What a query takes that locks rows or must be atomic with others. */
export type Trx = Transaction<Tables>

/** Wakes its reader when rows were added to `changes`, by this process or another. */
export interface ChangeSignal {
  start(on: { wake: () => void }): Promise<void>
  stop(): Promise<void>
}

export interface MigratorHandle {
  db: Db
  close(): Promise<void>
}

/** What the job library opens its connections by: what it does not know itself it hands on to `pg`. */
export interface JobsPool extends Pick<
  pg.PoolConfig,
  'statement_timeout' | 'idle_in_transaction_session_timeout' | 'stream'
> {
  backend: 'postgres'
  connectionString: string
  max: number
  connectionTimeoutMillis: number
  application_name: string
}

/** An open database, embedded or not: the rest of the backend does not know which. */
export interface Database {
  readonly kind: 'embedded' | 'postgres'
  readonly db: Db
  /** A handle without the guard, for the migrator, which opens transactions of its own. */
  openMigrator(): Promise<MigratorHandle>
  /** Runs `body` in one transaction; using `db` inside is an error at once. */
  transact<T>(body: (trx: Trx) => Promise<T>): Promise<T>
  readonly changeSignal: ChangeSignal
  /** What the job library runs its own statements on. */
  readonly jobs: { db: ReturnType<typeof fromPglite>; backend: 'pglite' } | JobsPool
  /** Connections that are open, and who waits for one. */
  pool(): { total: number; idle: number; waiting: number }
  /** What a server does by itself and an embedded database does not: vacuum and checkpoint. */
  maintain(): Promise<void>
  close(): Promise<void>
}

/** Adds the guard to a plain Kysely instance. */
export const withGuard = (plain: Db): Pick<Database, 'db' | 'transact'> => ({
  db: plain.withPlugin(guardPlugin),
  transact: (body) => insideTransaction(() => plain.transaction().execute(body)),
})

/** Channel of the notifications that follow a commit which added rows to `changes`. */
export const changeChannel = 'alavanca_changes'
