import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stderr: string
}

export interface ServerProcess {
  url: string
  child: ChildProcess
  /** Resolves when the address was printed; rejects when the process ended instead. */
  ready: Promise<void>
  /** Resolves when the process and those that it started have closed what they write to. */
  ended: Promise<Ended>
  /** Ids of the processes it started. */
  children(): Promise<number[]>
}

const started = new Set<ServerProcess>()

/** Ends what a failed test left running; resolves when nothing writes to its folders any more. */
export const killServers = async (): Promise<void> => {
  const left = [...started]
  for (const { child } of left) child.kill('SIGKILL')
  await Promise.all(left.map(({ ended }) => ended))
}

/** The real process, as `npm start` runs it, in an environment that holds nothing but what is given. */
export const startServer = (environment: Record<string, string>): ServerProcess => {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended: Promise<Ended> = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }))
  const ready = new Promise<void>((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('\nAlavanca: http')) resolve()
    })
    void ended.then(({ code }) => reject(new Error(`the server ended with code ${code}:\n${stderr}${output}`)))
  })
  // Whoever expects the end does not wait for the start.
  ready.catch(() => {})
  const server: ServerProcess = {
    url: `http://127.0.0.1:${environment['PORT'] ?? '8001'}`,
    child,
    ready,
    ended,
    children: () => childrenOf(child.pid ?? 0),
  }
  started.add(server)
  void ended.then(() => started.delete(server))
  return server
}

/** Field 3 and 4 of /proc/PID/stat (proc(5)), or what `ps` says where there is no /proc. */
const processTable = async (): Promise<{ pid: number; state: string; parent: number }[]> => {
  if (!existsSync('/proc/self/stat')) {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,stat=,ppid='])
    return stdout
      .trim()
      .split('\n')
      .map((line) => toEntry(line.trim().split(/\s+/)))
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return [toEntry([pid, ...stat.slice(stat.lastIndexOf(')') + 2).split(' ')])]
    } catch {
      return []
    }
  })
}

const toEntry = ([pid, state, parent]: string[]) => ({ pid: Number(pid), state: state ?? '', parent: Number(parent) })

const childrenOf = async (pid: number): Promise<number[]> =>
  (await processTable()).filter(({ parent }) => parent === pid).map((child) => child.pid)

/** Whether a process still does anything: one that nobody has asked for its end yet does not. */
export const isRunning = async (pid: number): Promise<boolean> =>
  (await processTable()).some((entry) => entry.pid === pid && !entry.state.startsWith('Z'))
