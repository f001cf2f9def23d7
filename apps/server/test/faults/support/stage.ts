import type { PostgresServer } from '@alavanca/postgres'
import { freePort } from '@alavanca/postgres/port'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startServer, type Ended, type ServerProcess } from '../../support/server.ts'
import { hurry as shorterWaits, type Hurried } from './bugs.ts'
import { crowd } from './crowd.ts'
import { FaultyService } from './faulty-service.ts'
import { csvUpload, json, send, NotTold, type Answer } from './http.ts'
import { Ledger } from './ledger.ts'
import type { LoopDelay } from './loop-delay.ts'
import { cutPower } from './power-cut.ts'
import { until } from './until.ts'
import { witnessChanges } from './witness.ts'

const preload = fileURLToPath(new URL('preload.ts', import.meta.url))
/** As `npm start` has it: a third of a start's time, and there are fifty. */
const compiled = fileURLToPath(new URL('../../../../../node_modules/.cache/node', import.meta.url))

interface StageOptions {
  postgres: PostgresServer
  bug: string | null
  /** Whether what the program waits for is shorter. */
  hurry: boolean
  /** What it waits for as long as ever even so. */
  unhurried?: readonly Hurried[]
  /** How many server processes share the database and the files. */
  servers?: number
  /** Port through which the database is reached, when not directly. */
  databasePort?: number
  /** Where callbacks are posted to; the first server, unless said otherwise. */
  publicPort?: number
  deadlineS?: number
  /** Whether {@link Stage.cutPower} is to be possible. */
  powerCuts?: boolean
}

/** A database, a model service with faults, server processes to kill, and what their clients were told. */
export class Stage {
  readonly ledger = new Ledger()
  readonly service = new FaultyService()
  readonly ports: number[] = []
  readonly #servers: (ServerProcess | undefined)[] = []
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'alavanca-faults-'))
  readonly #options: StageOptions
  readonly #database: string
  #sql: pg.Pool
  #witnessing: Promise<void> | undefined

  private constructor(options: StageOptions, database: string) {
    this.#options = options
    this.#database = database
    this.#sql = this.#connect()
  }

  static async open(options: StageOptions): Promise<Stage> {
    const database = `faults_${Date.now()}_${nextDatabase++}`
    const admin = new pg.Client({ connectionString: options.postgres.url })
    await admin.connect()
    await admin.query(`create database ${database}`)
    await admin.end()
    const stage = new Stage(options, database)
    await stage.service.start()
    for (let index = 0; index < (options.servers ?? 1); index++) stage.ports.push(await freePort())
    return stage
  }

  /** Address of a server. */
  url(index = 0): string {
    return `http://127.0.0.1:${this.ports[index]}`
  }

  server(index = 0): ServerProcess {
    const server = this.#servers[index]
    if (!server) throw new Error(`server ${index} does not run`)
    return server
  }

  get filesFolder(): string {
    return path.join(this.#folder, 'files')
  }

  get #journal(): string {
    return path.join(this.#folder, 'disk-journal')
  }

  #loopDelay(index: number): string {
    return path.join(this.#folder, `loop-delay-${index}`)
  }

  /** How late the turns of a server's event loop were since it was last asked, or started. */
  async loopDelay(index = 0): Promise<LoopDelay> {
    const file = this.#loopDelay(index)
    rmSync(file, { force: true })
    this.server(index).child.kill('SIGUSR2')
    const told = await until('the event loop tells', () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined))
    return JSON.parse(told) as LoopDelay
  }

  /** Starts a server and waits until it listens. */
  async start(index = 0, options: Pick<StageOptions, 'deadlineS'> = {}): Promise<ServerProcess> {
    const server = this.launch(index, options)
    await server.ready
    await (this.#witnessing ??= witnessChanges(this.#sql))
    return server
  }

  /** Starts a server and does not wait. */
  launch(
    index = 0,
    { deadlineS = this.#options.deadlineS ?? 600 }: Pick<StageOptions, 'deadlineS'> = {},
  ): ServerProcess {
    const { postgres, bug, hurry, databasePort = postgres.port, publicPort = this.ports[0] } = this.#options
    const { powerCuts = false, unhurried = [] } = this.#options
    const hurried = Object.keys(shorterWaits).filter((wait) => hurry && !unhurried.some((name) => name === wait))
    const server = startServer({
      PORT: String(this.ports[index]),
      PUBLIC_BASE_URL: `http://127.0.0.1:${publicPort}`,
      DATABASE_URL: this.#address(databasePort),
      DATA_DIR: this.#folder,
      RELEVANCE_SERVICE_API_URL: this.service.url,
      TRAINING_DEADLINE_S: String(deadlineS),
      LOG_LEVEL: process.env['FAULTS_LOG'] ?? 'error',
      NODE_COMPILE_CACHE: compiled,
      NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${preload}`,
      FAULTS_BUG: bug ?? '',
      FAULTS_HURRY: hurried.join(),
      FAULTS_JOURNAL: powerCuts ? this.#journal : '',
      FAULTS_LOOP_DELAY: this.#loopDelay(index),
    })
    if (process.env['FAULTS_LOG'] !== undefined) server.child.stdout?.pipe(process.stderr, { end: false })
    this.#servers[index] = server
    return server
  }

  /** Ends a server as the system does that has no memory left. */
  async kill(index = 0): Promise<Ended> {
    const server = this.server(index)
    server.child.kill('SIGKILL')
    return server.ended
  }

  /** Sets a server's clock an hour ahead. */
  setClockAhead(index = 0): void {
    this.server(index).child.kill('SIGHUP')
  }

  /** After a kill: takes from the files what the server had not made sure of. */
  cutPower(): void {
    cutPower(this.#journal)
  }

  /** Ends a server as a supervisor does. */
  async stop(index = 0): Promise<Ended> {
    const server = this.server(index)
    server.child.kill('SIGTERM')
    return server.ended
  }

  /** Ends the database as a crash would. */
  async stopDatabase(postgres: PostgresServer): Promise<void> {
    await this.#sql.end()
    await postgres.stop('crash')
  }

  async startDatabase(postgres: PostgresServer): Promise<void> {
    await postgres.start()
    this.#sql = this.#connect()
  }

  /** Ends the servers' idle connections at the database. @returns true, or undefined when none was idle */
  async closeIdle(): Promise<true | undefined> {
    const closed = await this.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'alavanca' and state = 'idle'`,
    )
    return closed.length > 0 ? true : undefined
  }

  /**
   * Lets everybody wait who asks the servers for machines, until so many wait: requests of which it is certain that they
   * are under way. They are given up after three seconds.
   *
   * @returns what ends it
   */
  async holdMachines(waiting: number): Promise<() => Promise<void>> {
    const holder = new pg.Client({ connectionString: this.#address(this.#options.postgres.port) })
    // A test may stop the database meanwhile.
    holder.on('error', () => {})
    await holder.connect()
    try {
      await holder.query('begin; lock table machines in access exclusive mode')
      await until('requests wait for the database', async () =>
        (await this.heldRequests()) >= waiting ? true : undefined,
      )
    } catch (error) {
      await holder.end()
      throw error
    }
    return () => holder.end()
  }

  /** How many wait at the database for {@link holdMachines}; jobs that wait for a row of theirs do not count. */
  async heldRequests(): Promise<number> {
    const [row] = await this.rows<{ count: number }>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'alavanca'
       and wait_event_type = 'Lock' and query not like '%for update%'`,
    )
    return row?.count ?? 0
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#sql.query<Row>(sql, values)).rows
  }

  /** As if the servers had been away for so long: for the time after a kill, when none runs. */
  async age(seconds: number): Promise<void> {
    const columns = ['next_attempt_at', 'lease_until', 'linger_until', 'deadline_at', 'created_at', 'sent_at']
    const set = columns.map((column) => `${column} = ${column} - make_interval(secs => $1)`).join(', ')
    await this.#sql.query(`update trainings set ${set} where finished_at is null`, [seconds])
  }

  /** As if all files had last been written so long ago. */
  ageFiles(seconds: number): void {
    const then = Date.now() / 1_000 - seconds
    for (const file of this.files()) utimesSync(path.join(this.filesFolder, file), then, then)
  }

  /** Every file in the store, those half received too. */
  files(): string[] {
    const entries = readdirSync(this.filesFolder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.filesFolder, path.join(entry.parentPath, entry.name)))
  }

  createMachine(name: string): Promise<{ id: number; modelId: number }> {
    return until('a machine is made', async () => {
      const { status, text } = await send(this.url(), '/machines/', json({ machine_name: name }))
      // A machine that stood still for seconds.
      if (status === 502 || status === 503) return undefined
      if (status !== 200) throw new Error(`no machine: ${status} ${text}`)
      const { id, model_id: modelId } = JSON.parse(text) as { id: number; model_id: number }
      return { id, modelId }
    })
  }

  async createMachines(count: number): Promise<{ id: number; modelId: number }[]> {
    const machines: { id: number; modelId: number }[] = []
    const names = Array.from({ length: count }, (_, index) => `Prensa ${index + 1}`)
    await crowd(names, 4, async (name) => void machines.push(await this.createMachine(name)))
    return machines
  }

  /** Sends a file; what the answer says is in the ledger when this resolves. Nothing is known when it rejects. */
  async upload(machineId: number, content: string, url = this.url()): Promise<Answer> {
    const answer = await send(url, `/train/?machine_id=${machineId}&target_column=y`, csvUpload(content))
    if (answer.status === 200) {
      const { training_id: trainingId } = JSON.parse(answer.text) as { training_id: number }
      this.ledger.promise({ trainingId, machineId, sha256: createHash('sha256').update(content).digest('hex') })
    }
    return answer
  }

  /** As {@link upload}, until the server, which nobody disturbs, takes it. */
  async mustUpload(machineId: number, content: string): Promise<void> {
    await until('a file is taken', async () => {
      const { status, text } = await this.upload(machineId, content)
      if (status !== 200 && status !== 503) throw new Error(`a file was answered with ${status}: ${text}`)
      return status === 200 ? true : undefined
    })
  }

  /** As {@link upload}, for a server that may be killed meanwhile. */
  async tryUpload(machineId: number, content: string, url?: string): Promise<Answer | undefined> {
    try {
      return await this.upload(machineId, content, url)
    } catch (error) {
      if (error instanceof NotTold) return undefined
      throw error
    }
  }

  async close(): Promise<void> {
    const servers = this.#servers.filter((server) => server !== undefined)
    for (const { child } of servers) child.kill('SIGKILL')
    await Promise.all(servers.map(({ ended }) => ended))
    await this.service.stop()
    await this.#sql.end()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** One connection: who asks while another's question runs waits for it. */
  #connect(): pg.Pool {
    const pool = new pg.Pool({ connectionString: this.#address(this.#options.postgres.port), max: 1 })
    // A pool has ended before its connection has, and the database may be the first to hang up.
    return pool.on('error', () => {})
  }

  #address(port: number): string {
    return `postgresql://postgres@127.0.0.1:${port}/${this.#database}`
  }
}

let nextDatabase = 0
