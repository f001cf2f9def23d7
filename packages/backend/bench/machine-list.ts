import { machineSorts, type ListMachinesInput } from '@alavanca/contract'
import { startPostgres } from '@alavanca/postgres'
import { sql } from 'kysely'
import type { Database } from '../src/db/database.ts'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import { countMachines, listMachines } from '../src/db/queries/machine-page.ts'

/** 1,000 machines with 200 trainings each, most of them completed; every tenth had its last 100 cancelled. */
const fill = (database: Database) =>
  database.transact(async (trx) => {
    await sql`insert into machines (name, search_name, model_id, created_at)
      select 'Prensa ' || n, 'prensa ' || n, n, now() from generate_series(1, 1000) n`.execute(trx)
    await sql`insert into datasets (machine_id, file_name, storage_key, bytes, sha256, row_count, encoding, delimiter,
        decimal_mark, columns, created_at)
      select id, '', id, 0, '', 0, '', '', '', '[]', now() from machines`.execute(trx)
    await sql`insert into trainings (machine_id, dataset_id, model_id, target, state, created_at, finished_at)
      select m.id, d.id, 1, 'y',
        case when m.id % 10 = 0 and n > 100 then 'cancelled' when (m.id + n) % 7 = 0 then 'failed' else 'completed' end,
        now(), now() - m.id * interval '1 minute'
      from generate_series(1, 200) n, machines m join datasets d on d.machine_id = m.id`.execute(trx)
    await sql`insert into rankings select id, '', now() from trainings where state = 'completed'`.execute(trx)
    await sql`insert into ranking_entries (training_id, position, feature, score_final, importance_shap_mean_abs, extra)
      select training_id, p, 'x' || p, 1, 1, '[]' from rankings, generate_series(1, 5) p`.execute(trx)
    await sql`analyze`.execute(trx)
  })

const time = async (task: () => Promise<unknown>): Promise<string> => {
  const runs: number[] = []
  for (let i = 0; i < 30; i++) {
    const started = performance.now()
    await task()
    runs.push(performance.now() - started)
  }
  return (runs.toSorted((a, b) => a - b)[15] ?? 0).toFixed(1)
}

const measure = async (database: Database) => {
  await migrate(database)
  await fill(database)
  const inputs: Pick<ListMachinesInput, 'sort' | 'status' | 'offset' | 'search'>[] = machineSorts.flatMap((sort) => [
    { sort, offset: 0 },
    { sort, offset: 975 },
    { sort, offset: 0, status: 'failed' },
    { sort, offset: 0, search: '99' },
  ])
  for (const { sort, status, search, offset } of inputs) {
    const filter = { search, status }
    const slice = { sort, after: undefined, offset, limit: 26 }
    const page = await time(() => listMachines(database.db, filter, slice))
    const count = await time(() => countMachines(database.db, filter))
    const what = [database.kind, sort, offset, status, search].filter((part) => part !== undefined).join(' ')
    process.stdout.write(`${what}: page ${page} ms, count ${count} ms\n`)
  }
}

const server = await startPostgres()
const postgres = await openPostgres({ connectionString: server.url, onError: () => {} })
await measure(postgres)
await postgres.close()
await server.remove()
const embedded = await openEmbedded(null)
await measure(embedded)
await embedded.close()
