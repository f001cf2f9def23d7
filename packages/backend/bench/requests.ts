/**
 * CPU of this process per request: `GET /machines/` and `machines.list`, each against a bare Hono route that runs the
 * prepared statement it runs and JSON.stringify; and a progress notice of a model service. 20 machines on PostgreSQL; one
 * run, in turns; the caller is another process.
 */
import { serve } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { devNull, tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgres } from '@alavanca/postgres'
import { Kysely, PostgresDialect, sql, type CompiledQuery } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { startBackend } from '../src/backend.ts'
import { listMachines } from '../src/db/queries/machine-page.ts'
import { listAllMachines } from '../src/db/queries/machines.ts'
import type { Tables } from '../src/db/tables/index.ts'
import { hashToken } from '../src/features/training/tokens.ts'
import { createLog } from '../src/log.ts'

const rounds = 31
const requests = 200
const together = 8

interface Load {
  urls: string[]
  /** Posts a progress notice, none like another. */
  isNotice: boolean
}

/** In the process of the caller: as many requests as it is told, some at a time, then a word that they are done. */
const call = async ({ urls, isNotice }: Load): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: together })
  const one = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const url = urls[n % urls.length] ?? ''
      const options = { agent, method: isNotice ? 'POST' : 'GET', headers: { 'Content-Type': 'application/json' } }
      request(url, options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
        response.resume().once('end', resolve)
      })
        .once('error', reject)
        .end(isNotice ? JSON.stringify({ model_id: 1, status: 'training', progress: Math.random() }) : undefined)
    })
  let left = requests
  const work = async () => {
    while (left > 0) await one(left--)
  }
  await Promise.all(Array.from({ length: together }, work))
  agent.destroy()
}

const listen = async (fetch: Hono['fetch']): Promise<{ server: Server; url: string }> => {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const measure = async (): Promise<void> => {
  const postgres = await startPostgres()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'alavanca-requests-'))
  const backend = await startBackend({
    settings: {
      publicBaseUrl: 'http://127.0.0.1',
      maxUploadBytes: 1,
      trainingDeadlineS: 1,
      retentionDays: null,
      signingKeys: [],
      corsOrigins: [],
      allowedHosts: ['127.0.0.1'],
      panelFolder: null,
    },
    dataDir,
    databaseUrl: postgres.url,
    modelServiceUrl: () => Promise.resolve('http://127.0.0.1:9'),
    log: createLog('info', pino.destination(devNull)),
    onFatal: () => {},
  })
  const { db } = backend.deps.database
  await sql`insert into machines (name, search_name, model_id, created_at)
    select 'Prensa ' || n, 'prensa ' || n, n, now() from generate_series(1, 20) n`.execute(db)
  await sql`insert into datasets (machine_id, file_name, storage_key, bytes, sha256, row_count, encoding, delimiter,
      decimal_mark, columns, created_at) select id, '', id, 0, '', 0, '', '', '', '[]', now() from machines`.execute(db)
  await sql`insert into trainings (machine_id, dataset_id, model_id, target, state, created_at, finished_at, r2)
    select m.id, d.id, 1, 'y', 'completed', now(), now(), 0.9
    from generate_series(1, 5) n, machines m join datasets d on d.machine_id = m.id`.execute(db)

  const tokens = Array.from({ length: 20 }, (_, n) => `token-${n}`)
  for (const [n, token] of tokens.entries()) {
    await sql`with t as (insert into trainings (machine_id, dataset_id, model_id, target, state, created_at, deadline_at)
        select machine_id, id, 1, 'y', 'training', now(), now() + interval '1 day' from datasets where id = ${n + 1} returning id)
      insert into callbacks (token_hash, training_id, attempt, created_at) select ${hashToken(token)}, id, 1, now() from t`.execute(
      db,
    )
  }

  const pool = new pg.Pool({ connectionString: postgres.url, max: 10 })
  const asked: CompiledQuery[] = []
  const watched = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query }) => void asked.push(query),
  })
  await listAllMachines(watched)
  const firstPage = { sort: 'newest', after: undefined, offset: 0, limit: 51 } as const
  await listMachines(watched, { search: undefined, status: undefined }, firstPage)
  const [all, page] = asked
  if (!all || !page) throw new Error('nothing was asked of the database')

  const bareRoute = (name: string, query: CompiledQuery) => async (c: Context) => {
    const { rows } = await pool.query({ name, text: query.sql, values: [...query.parameters] })
    return c.body(JSON.stringify(rows), 200, { 'Content-Type': 'application/json' })
  }
  const bare = await listen(new Hono().get('/all', bareRoute('all', all)).get('/page', bareRoute('page', page)).fetch)
  const app = await listen(backend.app.fetch as Hono['fetch'])
  // As our client sends it.
  const input = encodeURIComponent('{"0":{"json":{"limit":50}}}')
  const get = (url: string): Load => ({ urls: [url], isNotice: false })
  const loads = {
    bareAll: get(`${bare.url}/all`),
    rest: get(`${app.url}/machines/`),
    barePage: get(`${bare.url}/page`),
    trpc: get(`${app.url}/trpc/machines.list?batch=1&input=${input}`),
    notice: { urls: tokens.map((token) => `${app.url}/webhook/treinamento/${token}`), isNotice: true },
  }

  const caller = fork(import.meta.filename, ['call'])
  const cpu = async (load: Load): Promise<number> => {
    const before = process.cpuUsage()
    caller.send(load)
    await once(caller, 'message')
    const { user, system } = process.cpuUsage(before)
    return (user + system) / requests
  }
  const spent: Record<keyof typeof loads, number[]> = { bareAll: [], rest: [], barePage: [], trpc: [], notice: [] }
  // Notices come last: each is written down and told on, and what follows from it would be counted to others.
  for (const names of [['bareAll', 'rest', 'barePage', 'trpc'], ['notice']] as const) {
    for (let round = -6; round < rounds; round++) {
      for (const name of names) {
        const microseconds = await cpu(loads[name])
        // The first rounds warm the code up.
        if (round >= 0) spent[name].push(microseconds)
      }
    }
  }
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
  const middle = (name: keyof typeof loads) => median(spent[name])
  // Of the same round: what else the machine does changes meanwhile.
  const ratio = (name: keyof typeof loads, base: keyof typeof loads) =>
    Number(median(spent[name].map((value, round) => value / (spent[base][round] ?? 0))).toFixed(2))
  const perSecond = (name: keyof typeof loads) => Math.round(1e6 / middle(name))
  const result = {
    bare_us: Math.round(middle('bareAll')),
    bare_page_us: Math.round(middle('barePage')),
    rest: ratio('rest', 'bareAll'),
    trpc: ratio('trpc', 'barePage'),
    trpc_to_bare_of_rest: ratio('trpc', 'bareAll'),
    per_cpu_second: { rest: perSecond('rest'), trpc: perSecond('trpc'), notice: perSecond('notice') },
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)

  caller.disconnect()
  bare.server.close()
  app.server.close()
  app.server.closeAllConnections()
  bare.server.closeAllConnections()
  await watched.destroy()
  await backend.drain()
  await backend.close()
  await postgres.remove()
  rmSync(dataDir, { recursive: true, force: true })
}

if (process.argv[2] === 'call') {
  process.on('message', (load: Load) => {
    call(load).then(
      () => process.send?.('done'),
      (error: unknown) => {
        throw error
      },
    )
  })
} else {
  await measure()
}
