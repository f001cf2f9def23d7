import { freePort } from '@alavanca/postgres/port'
import { serve } from '@hono/node-server'
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import { EventSource } from 'eventsource'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import superjson from 'superjson'
import { inject } from 'vitest'
import { startBackend, type Backend, type BackendOptions } from '../../src/backend.ts'
import type { Settings } from '../../src/deps.ts'
import type { AppRouter } from '../../src/trpc/router.ts'
import { OldService } from './old-service.ts'

/** Runs SQL on the test server outside the backend. */
const onServer = async (url: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A database of its own: `undefined` stands for the embedded one. */
export const createDatabase = async (): Promise<{ url: string | undefined; drop: () => Promise<void> }> => {
  const server = inject('databaseServer')
  if (server === null) return { url: undefined, drop: () => Promise.resolve() }
  const name = `alavanca_${randomUUID().replaceAll('-', '')}`
  await onServer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(server, `drop database ${name} with (force)`) }
}

export interface Harness {
  url: string
  /** The other door, through real HTTP. */
  client: TRPCClient<AppRouter>
  backend: Backend
  service: OldService
  dataDir: string
  /** `undefined` stands for the embedded one. */
  databaseUrl: string | undefined
  /** Ends the backend and starts it again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface HarnessOptions extends Partial<
  Pick<BackendOptions, 'now' | 'log' | 'bucket' | 'freeBytes' | 'metrics'>
> {
  /** Shares database, files and model service with this one, as a second server process does. */
  beside?: Harness
}

const startSurroundings = async () => {
  const service = new OldService()
  await service.start()
  const database = await createDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'alavanca-backend-'))
  const empty = inject('emptyDatabase')
  if (empty !== null) cpSync(empty, path.join(dataDir, 'database'), { recursive: true })
  const end = async () => {
    await service.stop()
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { service, dataDir, databaseUrl: database.url, end }
}

/** The backend behind a real HTTP port, with a database of its own and an old model service. */
export const startHarness = async (
  settings: Partial<Settings> = {},
  { beside, ...options }: HarnessOptions = {},
): Promise<Harness> => {
  const { service, dataDir, databaseUrl, end } = beside
    ? { ...beside, end: () => Promise.resolve() }
    : await startSurroundings()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`

  const open = async () => {
    const backend = await startBackend({
      settings: {
        publicBaseUrl: url,
        maxUploadBytes: 20 * 1024 * 1024,
        trainingDeadlineS: 3_600,
        corsOrigins: ['http://localhost:3000'],
        allowedHosts: ['127.0.0.1', 'localhost'],
        retentionDays: null,
        signingKeys: [],
        panelFolder: null,
        ...settings,
      },
      dataDir,
      databaseUrl,
      modelServiceUrl: () => Promise.resolve(service.url),
      log: pino({ level: 'silent' }),
      onFatal: () => {},
      ...options,
    })
    const server = serve({ fetch: backend.app.fetch, port, hostname: '127.0.0.1' }) as Server
    await once(server, 'listening')
    return { backend, server }
  }
  const shut = async ({ backend, server }: Awaited<ReturnType<typeof open>>) => {
    await backend.drain()
    server.closeAllConnections()
    server.close()
    await backend.close()
  }
  let running = await open()
  return {
    url,
    client: createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === 'subscription',
          true: httpSubscriptionLink({ url: `${url}/trpc`, transformer: superjson, EventSource }),
          false: httpLink({ url: `${url}/trpc`, transformer: superjson }),
        }),
      ],
    }),
    service,
    dataDir,
    databaseUrl,
    get backend() {
      return running.backend
    },
    restart: async () => {
      await shut(running)
      running = await open()
    },
    close: async () => {
      await shut(running)
      await end()
    },
  }
}
