/**
 * CPU of this process per request: `GET /machines/` and `machines.list` against a bare Hono route that runs the same
 * prepared statement and JSON.stringify. 20 machines on PostgreSQL; one run, in turns; the caller is another process.
 */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { devNull, tmpdir } from 'node:os'
import path from 'node:path'
import { startPostgres } from '@alavanca/postgres'
import { sql } from 'kysely'
import pg from 'pg'
import { pino } from 'pino'
import { startBackend } from '../src/backend.ts'
import { selectMachines } from '../src/db/queries/machines.ts'

const rounds = 9
const requests = 1_500
const together = 8

/** In the process of the caller: as many requests as it is told, some at a time, then a word that they are done. */
const call = async (url: string): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: together })
  const one = () =>
    new Promise<void>((resolve, reject) => {
      get(url, { agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
        response.resume().once('end', resolve)
      }).once('error', reject)
    })
  let left = requests
  const work = async () => {
    while (left-- > 0) await one()
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
    log: pino(createWriteStream(devNull)),
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

  const pool = new pg.Pool({ connectionString: postgres.url, max: 10 })
  const statement = selectMachines(db).orderBy('m.id').compile()
  const bare = await listen(
    new Hono().get('/machines', async (c) => {
      const { rows } = await pool.query({ name: 'machines', text: statement.sql, values: [...statement.parameters] })
      return c.body(JSON.stringify(rows), 200, { 'Content-Type': 'application/json' })
    }).fetch,
  )
  const app = await listen(backend.app.fetch as Hono['fetch'])
  const routes = {
    bare: `${bare.url}/machines`,
    rest: `${app.url}/machines/`,
    trpc: `${app.url}/trpc/machines.list?input=${encodeURIComponent('{"json":{"limit":50}}')}`,
  }

  const caller = fork(import.meta.filename, ['call'])
  const cpu = async (url: string): Promise<number> => {
    const before = process.cpuUsage()
    caller.send(url)
    await once(caller, 'message')
    const { user, system } = process.cpuUsage(before)
    return (user + system) / requests
  }
  const spent: Record<keyof typeof routes, number[]> = { bare: [], rest: [], trpc: [] }
  for (let round = -2; round < rounds; round++) {
    for (const name of ['bare', 'rest', 'trpc'] as const) {
      const microseconds = await cpu(routes[name])
      // The first rounds warm the code up.
      if (round >= 0) spent[name].push(microseconds)
    }
  }
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
  const [base, rest, trpc] = [middle(spent.bare), middle(spent.rest), middle(spent.trpc)]
  const ratio = (value: number) => Number((value / base).toFixed(2))
  process.stdout.write(
    `${JSON.stringify({ bare_us: Math.round(base), rest: ratio(rest), trpc: ratio(trpc), requests_per_cpu_second: Math.round(1e6 / rest) })}\n`,
  )

  caller.disconnect()
  bare.server.close()
  app.server.close()
  app.server.closeAllConnections()
  bare.server.closeAllConnections()
  await pool.end()
  await backend.drain()
  await backend.close()
  await postgres.remove()
  rmSync(dataDir, { recursive: true, force: true })
}

if (process.argv[2] === 'call') {
  process.on('message', (url: string) => {
    call(url).then(
      () => process.send?.('done'),
      (error: unknown) => {
        throw error
      },
    )
  })
} else {
  await measure()
}
