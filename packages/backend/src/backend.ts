import { createModelServiceClient, withBreaker, type GuardedClient } from '@alavanca/model-service/client'
import type { Hono } from 'hono'
import { randomBytes, randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Logger } from 'pino'
import { createChangeFeed } from './changes/feed.ts'
import type { Database } from './db/database.ts'
import { openEmbedded } from './db/embedded.ts'
import { forbidden, isForbidden, migrate } from './db/migrate.ts'
import { openPostgres } from './db/postgres.ts'
import { claimInstallationId } from './db/queries/installation.ts'
import type { Deps, Settings } from './deps.ts'
import { removeOldFiles } from './features/datasets/retention.ts'
import { sweepFiles } from './features/datasets/sweep-files.ts'
import { sweepKeys } from './features/idempotency/upkeep.ts'
import { removeLeftModels } from './features/machines/left-models.ts'
import { purgeMachines } from './features/machines/purge.ts'
import { madeWithin } from './features/machines/timing.ts'
import { collectRanking } from './features/training/collect.ts'
import { dispatchTraining } from './features/training/dispatch.ts'
import { sweepTrainings, takeOverLeases, trimOutbox } from './features/training/sweep.ts'
import { timing } from './features/training/timing.ts'
import type { BucketSettings } from './files/bucket/settings.ts'
import type { FileStore } from './files/file-store.ts'
import { freeBytesOf, type FreeBytes } from './files/free-space.ts'
import { openIncoming } from './files/incoming.ts'
import { openLocalFiles } from './files/local-files.ts'
import { StorageAway } from './files/storage-away.ts'
import { createApp } from './http/app.ts'
import type { Env } from './http/env.ts'
import { createMetricsApp } from './http/metrics.ts'
import { createJobs } from './jobs/jobs.ts'
import { startRepeating } from './jobs/repeat.ts'
import { noMetrics } from './metrics/metrics.ts'
import type { Prometheus } from './metrics/prometheus.ts'
import { timedClient } from './metrics/timed-client.ts'
import { StartupError } from './startup-error.ts'

export interface BackendOptions {
  settings: Settings
  dataDir: string
  /** Absent: the embedded database in `dataDir`. */
  databaseUrl?: string | undefined
  /** Absent: uploads are kept in `dataDir`. */
  bucket?: BucketSettings | undefined
  /** Of the disk that uploads arrive on. */
  freeBytes?: FreeBytes
  /** Where the model service answers; asked for once the database is open, so that it may be started then. */
  modelServiceUrl: () => Promise<string>
  log: Logger
  /** Whether to count, for Prometheus. */
  metrics?: boolean
  /** The system's clock, unless told otherwise. */
  now?: () => Date
  /** Told when nothing can work any more; the process is to end. */
  onFatal: (error: Error) => void
}

export interface Backend {
  app: Hono<Env>
  /** Answers `GET /metrics`, on a port of its own; null where nothing is counted. */
  metricsApp: Hono | null
  deps: Deps
  /** Takes no new work and turns new requests away, ends the live streams and lets running jobs finish; the HTTP server is the caller's. */
  drain(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database and the files, migrates, and starts the jobs: everything behind the two doors.
 *
 * @throws StartupError with one sentence for the operator
 */
export const startBackend = async (options: BackendOptions): Promise<Backend> => {
  const { settings, log } = options
  const onError = (error: unknown) => log.error({ err: error }, 'a background task failed')
  const database = await openDatabase(options, onError)
  try {
    const applied = await migrate(database)
    if (applied.length > 0) log.info({ applied }, 'the database was migrated')
    const { now = () => new Date() } = options
    const stopping = new AbortController()
    const prometheus = options.metrics ? await openMetrics() : null
    const metrics = prometheus?.metrics ?? noMetrics
    const deps: Deps = {
      settings,
      database,
      files: await openFiles(options, database),
      modelService: openModelService(await options.modelServiceUrl(), { now, log, metrics }),
      jobs: createJobs({
        database,
        now,
        onError,
        onDead: (job) => log.error({ job }, 'a job was given up; the sweep looks after its training'),
      }),
      changes: createChangeFeed({ database, now, onError }),
      metrics,
      log,
      stopping: stopping.signal,
      now,
      random: Math.random,
      randomBytes: (count) => randomBytes(count),
    }
    const metricsApp = prometheus && createMetricsApp(prometheus.expose(deps))
    return { metricsApp, ...(await startWork(deps, stopping, onError)) }
  } catch (error) {
    await database.close().catch(onError)
    throw isForbidden(error) ? new StartupError(forbidden, { cause: error }) : error
  }
}

/** One for the whole process: all its calls pause together while the service fails. */
const openModelService = (
  baseUrl: string,
  { now, log, metrics }: Pick<Deps, 'now' | 'log' | 'metrics'>,
): GuardedClient =>
  withBreaker(timedClient(createModelServiceClient({ baseUrl }), metrics), {
    now,
    onChange: ({ condition, failures }) => {
      if (condition === 'open') log.warn({ failures }, 'the model service keeps failing: calls to it pause')
      else log.info({ failures }, 'the model service answers again')
    },
  })

/** Loaded only where somebody reads them. */
const openMetrics = async (): Promise<Prometheus> => (await import('./metrics/prometheus.ts')).openPrometheus()

const openDatabase = (options: BackendOptions, onError: (error: unknown) => void): Promise<Database> =>
  options.databaseUrl === undefined
    ? openEmbedded(path.join(options.dataDir, 'database'), options.onFatal)
    : openPostgres({ connectionString: options.databaseUrl, onError })

/** The S3 client is loaded only where there is a bucket: it costs time and memory. */
const openFiles = async (options: BackendOptions, database: Database): Promise<FileStore> => {
  const { dataDir, bucket: settings, log, freeBytes = freeBytesOf } = options
  const folder = path.join(dataDir, 'files')
  const incoming = await openIncoming(path.join(folder, 'incoming'), freeBytes)
  if (!settings) return openLocalFiles(folder, incoming)
  const { openBucketFiles } = await import('./files/bucket/files.ts')
  const installationId = await claimInstallationId(database.db, randomUUID())
  return openBucketFiles({ settings, installationId, incoming, log })
}

/** Files can be compared later, so a bucket that is away keeps nothing from starting. */
const sweepFilesOnStart = async (ctx: Deps, alone: boolean): Promise<void> => {
  try {
    await sweepFiles({ ctx, input: { alone } })
  } catch (error) {
    if (!(error instanceof StorageAway)) throw error
    ctx.log.warn({ err: error }, 'stored files could not be compared with their rows; trying again in an hour')
  }
}

const upkeep = async (ctx: Deps): Promise<void> => {
  await ctx.database.maintain()
  await trimOutbox({ ctx })
  await purgeMachines({ ctx })
  await removeOldFiles({ ctx })
  await sweepKeys({ ctx, input: { alone: false } })
  await sweepFiles({ ctx, input: { alone: false } })
}

const startWork = async (
  deps: Deps,
  stopping: AbortController,
  onError: (error: unknown) => void,
): Promise<Omit<Backend, 'metricsApp'>> => {
  const ctx = deps
  const alone = deps.database.kind === 'embedded'
  if (alone) await takeOverLeases({ ctx })
  await deps.changes.start()
  await deps.jobs.start({
    'training-dispatch': (data, signal) => dispatchTraining({ ctx, input: { ...data, signal } }),
    'training-collect': (input) => collectRanking({ ctx, input }),
  })
  await trimOutbox({ ctx })
  await purgeMachines({ ctx })
  await sweepKeys({ ctx, input: { alone } })
  await sweepFilesOnStart(ctx, alone)
  const stopSweep = startRepeating(() => sweepTrainings({ ctx }), timing.sweepEvery, onError)
  const stopModels = startRepeating(() => removeLeftModels({ ctx }), madeWithin, onError)
  const stopUpkeep = startRepeating(() => upkeep(deps), timing.upkeepEvery, onError, timing.upkeepEvery)
  return {
    app: createApp(deps),
    deps,
    drain: async () => {
      stopping.abort()
      await Promise.all([deps.changes.stop(), stopSweep(), stopModels(), stopUpkeep()])
      await deps.jobs.stop(10_000)
    },
    close: () => deps.database.close(),
  }
}
