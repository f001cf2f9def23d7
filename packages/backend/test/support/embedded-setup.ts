import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openEmbedded } from '../../src/db/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of an embedded database that nothing was done to, to be copied: making one takes seconds. */
    emptyDatabase: string | null
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-empty-'))
  const database = path.join(folder, 'database')
  await (await openEmbedded(database)).close()
  project.provide('databaseServer', null)
  project.provide('emptyDatabase', database)
  return () => rmSync(folder, { recursive: true, force: true })
}
