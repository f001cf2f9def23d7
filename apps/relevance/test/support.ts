import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { finished } from 'node:stream/promises'

const main = path.join(import.meta.dirname, '../src/main.ts')

export const temporaryFolder = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'alavanca-'))
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** The real process, with an IPC channel, as the server spawns it; killed at the end if it still runs. */
export const spawnRelevance = (env: Record<string, string>) => {
  const child = fork(main, [], {
    silent: true,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
  })
  const closed = Promise.all([
    once(child, 'exit'),
    ...[child.stdout, child.stderr].map((stream) => stream && finished(stream)),
  ])
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout?.resume()
  return {
    child,
    stderr: () => stderr,
    /** Its exit code, once it is gone and all that it wrote was read. */
    async exit(): Promise<number | null> {
      await closed
      return child.exitCode
    },
    /** Base address, once it listens. */
    async url(): Promise<string> {
      const [message] = (await once(child, 'message')) as [{ type: string; port: number }]
      return `http://127.0.0.1:${message.port}`
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

/** A callback address; `until` gives the first body with that text in it, past or to come. */
export const receiveCallbacks = async () => {
  const bodies: string[] = []
  const checks = new Set<() => void>()
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      bodies.push(body)
      response.end('{}')
      for (const check of checks) check()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb`,
    bodies,
    until: (text: string): Promise<string> =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = bodies.find((body) => body.includes(text))
          if (found !== undefined) resolve(found)
        }
        checks.add(check)
        check()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `y` follows `a`; `b` is noise. */
export const csvOf = (rows: number): Buffer =>
  Buffer.from(
    `a,b,y\n${Array.from({ length: rows }, (_, i) => `${i % 97},${(i * 7919) % 101},${(i % 97) * 2 + ((i * 31) % 7)}\n`).join('')}`,
  )
