/** Messages between the thread that asks and the thread that runs PGlite. */
export type LiteRequest =
  | { id: number; op: 'query'; sql: string; params: unknown[] }
  | { id: number; op: 'exec'; sql: string }
  | { id: number; op: 'listen'; channel: string; listener: number }
  | { id: number; op: 'unlisten'; listener: number }
  | { id: number; op: 'close' }

export interface LiteRows {
  rows: Record<string, unknown>[]
  affectedRows?: number
  fields: { name: string; dataTypeID: number }[]
}

/** PostgreSQL's error fields survive the thread boundary; the class does not. */
export interface LiteFailure {
  message: string
  code?: string
  detail?: string
  constraint?: string
}

export type LiteReply =
  | { kind: 'ready' }
  | { kind: 'notification'; listener: number; payload: string }
  | { kind: 'done'; id: number; result: LiteRows[] }
  | { kind: 'failed'; id: number; failure: LiteFailure }
