import { StartupError } from '@alavanca/backend'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { secretNames } from './settings.ts'

const program = fileURLToPath(new URL('../../relevance/src/main.ts', import.meta.url))

/** After so long a restart counts as the first again. */
const steadyMs = 60_000

/** The embedded model service: a process of its own, which ends when this one does, however it ends. */
export interface RelevanceProcess {
  url: string
  stop(): Promise<void>
}

interface RelevanceOptions {
  dataDir: string
  logLevel: string
  log: Logger
}

/** The child has no database and no bucket; it does sign, by what this process verifies by. */
const withheld = new Set<string>(secretNames.filter((name) => name !== 'WEBHOOK_SIGNING_SECRET'))

/** What the child is told: all that the platform says, and none of the secrets that it has no use for. */
export const relevanceEnvironment = (
  environment: NodeJS.ProcessEnv,
  { port, dataDir, logLevel }: { port: number } & Pick<RelevanceOptions, 'dataDir' | 'logLevel'>,
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(environment).filter(([name]) => !withheld.has(name))),
  HOST: '127.0.0.1',
  PORT: String(port),
  DATA_DIR: path.join(dataDir, 'relevance'),
  LOG_LEVEL: logLevel,
})

/**
 * Starts the model service on a loopback port and keeps it running, on that port, until stopped.
 *
 * @throws StartupError when it ends before it listens
 */
export const startRelevance = async ({ dataDir, logLevel, log }: RelevanceOptions): Promise<RelevanceProcess> => {
  let stopping = false
  let restarts = 0
  let child: ChildProcess

  const spawn = (port: number): ChildProcess =>
    fork(program, {
      env: relevanceEnvironment(process.env, { port, dataDir, logLevel }),
      execArgv: [],
      // Ctrl-C reaches the terminal's whole group: the model service is to end after the jobs that need it.
      detached: true,
    })

  const keepRunning = (port: number): void => {
    const startedAt = Date.now()
    child.on('error', (error) => log.error({ err: error }, 'the embedded model service failed'))
    child.once('exit', (code, signal) => {
      if (stopping) return
      if (Date.now() - startedAt > steadyMs) restarts = 0
      const pauseMs = Math.min(30_000, 500 * 2 ** restarts++)
      log.error({ code, signal, pauseMs }, 'the embedded model service ended; it is started again')
      setTimeout(() => {
        if (stopping) return
        child = spawn(port)
        keepRunning(port)
      }, pauseMs).unref()
    })
  }

  child = spawn(0)
  const port = await listeningPort(child)
  keepRunning(port)
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(impatience)
    },
  }
}

const listeningPort = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.on('message', (message: { type?: string; port?: number }) => {
      if (message.type === 'listening' && message.port !== undefined) resolve(message.port)
    })
    child.once('error', reject)
    child.once('exit', () =>
      reject(new StartupError('The embedded model service did not start; its message is above.')),
    )
  })
