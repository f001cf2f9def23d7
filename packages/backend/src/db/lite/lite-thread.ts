import type { PGlite, PGliteTransaction } from 'kysely'
import { Worker } from 'node:worker_threads'
import { lockDirectory } from './directory-lock.ts'
import type { LiteFailure, LiteReply, LiteRequest, LiteRows } from './protocol.ts'

type Ask = LiteRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

/** A database error that came over from the thread, with PostgreSQL's SQLSTATE in `code`. */
export class LiteError extends Error {
  override name = 'LiteError'
  readonly code: string | undefined
  readonly detail: string | undefined
  readonly constraint: string | undefined
  constructor({ message, code, detail, constraint }: LiteFailure) {
    super(message)
    this.code = code
    this.detail = detail
    this.constraint = constraint
  }
}

interface Pending {
  resolve: (result: LiteRows[]) => void
  reject: (error: Error) => void
}

/**
 * PGlite in a worker thread, so that a query never blocks the event loop. One connection: statements and transactions
 * run one after another. Satisfies what Kysely's PGliteDialect and pg-boss's `fromPglite` ask for.
 */
export class LiteThread implements PGlite {
  ready = false
  closed = false
  readonly waitReady: Promise<void>
  readonly #worker: Worker
  readonly #release: () => void
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Map<number, (payload: string) => void>()
  #nextId = 0
  #tail: Promise<unknown> = Promise.resolve()
  #queued = 0
  #failure: Error | undefined

  /**
   * @param directory the database folder, locked for this process; null keeps everything in memory
   * @param onFatal told when the thread ends unasked: nothing works from then on
   */
  constructor(directory: string | null, onFatal: (error: Error) => void = () => {}) {
    this.#release = directory === null ? () => {} : lockDirectory(directory)
    this.#worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { directory } })
    this.waitReady = new Promise((resolve, reject) => {
      this.#worker.on('message', (reply: LiteReply) => {
        if (reply.kind === 'ready') {
          this.ready = true
          resolve()
        } else this.#receive(reply)
      })
      const die = (error: Error) => {
        reject(error)
        const unasked = this.#failure === undefined && this.ready
        this.#die(error)
        if (unasked) onFatal(error)
      }
      this.#worker.on('error', die)
      this.#worker.on('exit', (code) => die(new Error(`the database thread exited with code ${code}`)))
    })
    // The caller awaits it; without a handler of its own a failure before that would end the process.
    this.waitReady.catch(() => {})
  }

  /** Statements and transactions that run or wait. */
  get queued(): number {
    return this.#queued
  }

  async query<T>(sql: string, params: unknown[] = []): Promise<LiteRows & { rows: T[] }> {
    return this.#exclusive(() => this.#query<T>(sql, params))
  }

  async exec(sql: string): Promise<LiteRows[]> {
    return this.#exclusive(() => this.#call({ op: 'exec', sql }))
  }

  async transaction<T>(body: (tx: PGliteTransaction) => Promise<T>): Promise<T> {
    return this.#exclusive(async () => {
      let open = true
      const end = async (verb: 'COMMIT' | 'ROLLBACK') => {
        open = false
        await this.#call({ op: 'exec', sql: verb })
      }
      const tx: PGliteTransaction = {
        query: (sql, params) => {
          if (!open) throw new Error('this transaction has ended')
          return this.#query(sql, params ?? [])
        },
        rollback: async () => {
          if (open) await end('ROLLBACK')
        },
      }
      await this.#call({ op: 'exec', sql: 'BEGIN' })
      try {
        const result = await body(tx)
        if (open) await end('COMMIT')
        return result
      } catch (error) {
        if (open) await end('ROLLBACK')
        throw error
      }
    })
  }

  async listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>> {
    const listener = ++this.#nextId
    this.#listeners.set(listener, callback)
    await this.#exclusive(() => this.#call({ op: 'listen', channel, listener }))
    return async () => {
      this.#listeners.delete(listener)
      if (!this.closed) await this.#exclusive(() => this.#call({ op: 'unlisten', listener }))
    }
  }

  async close(): Promise<void> {
    if (this.closed) return
    await this.#exclusive(() => this.#call({ op: 'close' }))
    this.#die(new Error('the database is closed'))
    await this.#worker.terminate()
  }

  async #query<T>(sql: string, params: unknown[]): Promise<LiteRows & { rows: T[] }> {
    const [result] = await this.#call({ op: 'query', sql, params })
    if (!result) throw new Error('the database thread answered a query without a result')
    return result as LiteRows & { rows: T[] }
  }

  #call(ask: Ask): Promise<LiteRows[]> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      const id = ++this.#nextId
      this.#pending.set(id, { resolve, reject })
      this.#worker.postMessage({ ...ask, id })
    })
  }

  #receive(reply: Exclude<LiteReply, { kind: 'ready' }>): void {
    if (reply.kind === 'notification') {
      this.#listeners.get(reply.listener)?.(reply.payload)
      return
    }
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'done') pending?.resolve(reply.result)
    else pending?.reject(new LiteError(reply.failure))
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    this.#queued++
    const run = this.#tail.then(work, work).finally(() => this.#queued--)
    this.#tail = run.catch(() => {})
    return run
  }

  #die(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    this.closed = true
    this.#release()
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
