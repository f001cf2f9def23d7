import { Kysely, PostgresDialect } from 'kysely'
import { Socket } from 'node:net'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import { NamingClient } from './naming-client.ts'
import {
  changeChannel,
  withGuard,
  type ChangeSignal,
  type Database,
  type JobsPool,
  type MigratorHandle,
} from './database.ts'
import type { Tables } from './tables/index.ts'
import { readTimestamp } from './timestamp.ts'
import { typeParsers } from './types.ts'

export interface PostgresOptions {
  connectionString: string
  onError: (error: Error) => void
}

const parsers: Record<number, (value: string) => unknown> = {
  ...typeParsers,
  [pg.types.builtins.TIMESTAMPTZ]: readTimestamp,
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    parsers[oid] && format !== 'binary' ? parsers[oid] : pg.types.getTypeParser(oid, format),
}

const statementMs = 10_000
/** The job library's own statements make its tables, too, and wait for another process that does. */
const jobStatementMs = 20_000

/**
 * A socket that is given up when nothing has come or gone on it for so long: where packets vanish, no answer and no
 * error would ever come. Longer than any statement may take, and than the pool keeps an idle connection.
 */
const openSocket = (silenceMs: number) => (): Socket => {
  const socket = new Socket()
  return socket.setTimeout(silenceMs, () => socket.destroy(new Error('Connection terminated: the database is silent')))
}

/** The job library also listens, on a connection that speaks every ten seconds. */
const jobsPool: Omit<JobsPool, 'backend' | 'connectionString'> = {
  max: 5,
  connectionTimeoutMillis: 3_000,
  statement_timeout: jobStatementMs,
  idle_in_transaction_session_timeout: 15_000,
  application_name: 'alavanca-jobs',
  stream: openSocket(jobStatementMs + 1_000),
}

/**
 * Opens PostgreSQL through a pool.
 *
 * @throws StartupError when it cannot be reached or refuses the login; the sentence holds no password
 */
export const openPostgres = async ({ connectionString, onError }: PostgresOptions): Promise<Database> => {
  const pool = new pg.Pool({
    Client: NamingClient,
    connectionString,
    types,
    max: 10,
    connectionTimeoutMillis: 3_000,
    statement_timeout: statementMs,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'alavanca',
    stream: openSocket(statementMs + 1_000),
  })
  // Without it an idle connection that breaks would end the process.
  pool.on('error', onError)
  // Nor does the pool listen to a client while a transaction holds it.
  pool.on('connect', (client) => client.on('error', onError))
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end().catch(() => {})
    throw new StartupError(
      `The database at DATABASE_URL cannot be used: ${describe(error)}. Check that it runs and that the address, user and password are right.`,
    )
  }
  return {
    kind: 'postgres',
    ...withGuard(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })),
    openMigrator: () => openMigrator(connectionString),
    changeSignal: listenSignal(connectionString, onError),
    jobs: { ...jobsPool, connectionString, backend: 'postgres' },
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    maintain: () => Promise.resolve(),
    close: () => pool.end(),
  }
}

/** One connection that waits a minute for another process's migration, and puts no limit on its own statements. */
const openMigrator = async (connectionString: string): Promise<MigratorHandle> => {
  const pool = new pg.Pool({ connectionString, max: 1, lock_timeout: 60_000, application_name: 'alavanca-migrate' })
  pool.on('error', () => {})
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, close: () => db.destroy() }
}

const describe = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return message === '' || message === undefined ? (code ?? 'no answer') : message
}

/** A connection that only listens asks so often whether it still hears. */
const listenBeatMs = 5_000

/** LISTEN on a connection of its own, outside the pool; reconnects with backoff and wakes the reader for the gap. */
const listenSignal = (connectionString: string, onError: (error: Error) => void): ChangeSignal => {
  let client: pg.Client | undefined
  let stopped = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const connect = async (wake: () => void): Promise<void> => {
    const next = new pg.Client({
      connectionString,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'alavanca-listen',
      stream: openSocket(3 * listenBeatMs),
    })
    let beat: NodeJS.Timeout | undefined
    let lost = false
    const lose = (error?: Error) => {
      clearInterval(beat)
      if (lost || stopped) return
      lost = true
      if (error) onError(error)
      next.end().catch(() => {})
      timer = setTimeout(() => void connect(wake), Math.min(10_000, 250 * 2 ** failures++))
    }
    next.on('error', lose)
    next.on('end', () => lose())
    next.on('notification', wake)
    try {
      await next.connect()
      await next.query(`listen ${changeChannel}`)
      client = next
      // A beat that goes wrong ends the connection, and that is heard above.
      beat = setInterval(() => void next.query('select 1').catch(() => {}), listenBeatMs)
      if (stopped) await next.end()
      failures = 0
      wake()
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return {
    start: ({ wake }) => connect(wake),
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
