import { createLog, startBackend, StartupError, type Backend } from '@alavanca/backend'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readSettings, toConfig, type ServerConfig } from './env.ts'
import { readEnvironment } from './environment.ts'
import { listen, type HttpServer } from './http-server.ts'
import { tooFewOpenFiles } from './open-files.ts'
import { printSettings } from './print-settings.ts'
import { startRelevance, type RelevanceProcess } from './relevance-process.ts'

const panelFolder = fileURLToPath(new URL('../../web/dist', import.meta.url))

const start = async (): Promise<void> => {
  // What is made in the data folder is nobody else's to read.
  process.umask(0o077)
  const environment = readEnvironment(process.env)
  const config = toConfig(readSettings(environment))
  // What files say, too: the embedded model service signs by it.
  Object.assign(process.env, environment.values)
  const log = createLog(config.logLevel)
  let backend: Backend | undefined
  let relevance: RelevanceProcess | undefined
  try {
    backend = await startBackend({
      settings: {
        publicBaseUrl: config.publicBaseUrl,
        maxUploadBytes: config.maxUploadBytes,
        trainingDeadlineS: config.trainingDeadlineS,
        signingKeys: config.signingKeys,
        retentionDays: config.retentionDays,
        corsOrigins: config.corsOrigins,
        allowedHosts: config.allowedHosts,
        panelFolder: existsSync(panelFolder) ? panelFolder : null,
      },
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl,
      bucket: config.bucket,
      onFatal: (error) => {
        log.fatal({ err: error }, 'the embedded database ended')
        fail(error)
      },
      modelServiceUrl: async () => {
        if (config.modelServiceUrl !== undefined) return config.modelServiceUrl
        relevance = await startRelevance({ dataDir: config.dataDir, logLevel: config.logLevel, log })
        return relevance.url
      },
      log,
      metrics: config.metricsPort !== undefined,
    })
    const running = backend
    const metrics = await listenForMetrics(running, config)
    const server = await listen(running.app, config)
    const openFiles = tooFewOpenFiles(config.maxConnections)
    if (openFiles !== undefined) {
      log.warn(
        { openFiles, maxConnections: config.maxConnections },
        'fewer files may be open than MAX_CONNECTIONS needs: raise ulimit -n, or set it lower',
      )
    }
    process.stdout.write(`\nAlavanca: ${config.publicBaseUrl}\n\n`)
    const end = async (): Promise<void> => {
      await Promise.all([server.stop(), running.drain()])
      await Promise.all([relevance?.stop(), metrics?.stop()])
      await running.close()
    }
    let ending: Promise<void> | undefined
    const stop = () => (ending ??= end())
    onFirstSignal((signal) => {
      log.info({ signal }, 'stopping')
      stop().then(() => process.exit(0), fail)
    })
    onFault((error) => {
      log.fatal({ err: error }, 'a fault of the program: the server ends what it has begun, and itself')
      stop().then(
        () => fail(error),
        () => fail(error),
      )
    })
  } catch (error) {
    await Promise.allSettled([backend?.drain(), relevance?.stop()])
    await backend?.close().catch(() => {})
    throw error
  }
}

/** On this machine alone: what is counted tells of everybody's work. */
const listenForMetrics = async (
  { metricsApp }: Backend,
  { metricsPort: port }: ServerConfig,
): Promise<HttpServer | undefined> =>
  metricsApp && port !== undefined
    ? listen(metricsApp, { host: '127.0.0.1', port, portName: 'METRICS_PORT', maxConnections: 20 })
    : undefined

/** A second signal means now. */
const onFirstSignal = (stop: (signal: string) => void): void => {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      stop(signal)
    })
  }
}

/** A second one ends the process at once, as does one that the end takes too long after. */
const onFault = (stop: (error: Error) => void): void => {
  process.once('uncaughtException', (error) => {
    setTimeout(() => fail(error), 30_000).unref()
    stop(error)
  })
}

const fail = (error: unknown): never => {
  const text = error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

const printConfig = (): void => {
  const environment = readEnvironment(process.env)
  process.stdout.write(printSettings(readSettings(environment), environment))
}

const run = async (words: string): Promise<void> => {
  switch (words) {
    case '':
      return start()
    case 'config print':
      return printConfig()
    default:
      throw new StartupError(
        `There is no command "${words}": without one the server starts, and "config print" shows its settings.`,
      )
  }
}

await run(process.argv.slice(2).join(' ')).catch(fail)
