import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@alavanca/postgres/port'
import type { TestProject } from 'vitest/node'
import { startServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Data folder of a server that was started once and did nothing, to be copied: making its database takes seconds. */
    startedOnce: string
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-started-'))
  const dataDir = path.join(folder, 'data')
  const server = startServer({ DATA_DIR: dataDir, PORT: String(await freePort()) })
  await server.ready
  server.child.kill('SIGTERM')
  await server.ended
  project.provide('startedOnce', dataDir)
  return () => rmSync(folder, { recursive: true, force: true })
}
