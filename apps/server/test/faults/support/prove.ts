import { startPostgres, type PostgresServer } from '@alavanca/postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { killServers } from '../../support/server.ts'
import type { PromiseTest } from './promise.ts'
import { Random } from './random.ts'

/** Another run of the same: `SEED=… vitest run …`. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** Holds the program to promises, at small counts, on a PostgreSQL of their own. */
export const prove = (promises: readonly PromiseTest[]): void => {
  let postgres: PostgresServer
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterEach(killServers)
  afterAll(() => postgres.remove())

  describe.each(promises)('$id: $promise', ({ bugs, run }) => {
    const small = (bug: string | null) =>
      run({ postgres, random: new Random(seed), bug, hurry: true, note: () => {} }, 'small')

    test(`kept (seed ${seed})`, async () => {
      expect(await small(null)).toEqual([])
    })

    // A test that never failed proves little.
    test.each(Object.entries(bugs))('the deliberate bug "%s" is noticed', async (bug, notice) => {
      expect(await small(bug)).toContainEqual(expect.stringMatching(notice))
    })
  })
}
