import { startPostgres } from '@alavanca/postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server to make databases on; null runs the suite on the embedded database. */
    databaseServer: string | null
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('emptyDatabase', null)
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') {
    project.provide('databaseServer', given)
    return () => Promise.resolve()
  }
  const server = await startPostgres()
  project.provide('databaseServer', server.url)
  return () => server.remove()
}
