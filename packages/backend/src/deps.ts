import type { GuardedClient } from '@alavanca/model-service/client'
import type { Logger } from 'pino'
import type { ChangeFeed } from './changes/feed.ts'
import type { Database } from './db/database.ts'
import type { FileStore } from './files/file-store.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Metrics } from './metrics/metrics.ts'

export interface Settings {
  /** Where callbacks and links point, without a trailing slash. */
  publicBaseUrl: string
  maxUploadBytes: number
  /** Seconds that the model service may take from receiving the file to posting the result. */
  trainingDeadlineS: number
  /** Days that a file is kept after the last training on it ended; null keeps files for ever. */
  retentionDays: number | null
  /** What callbacks must be signed with, one of them; where there is none they are not signed. */
  signingKeys: readonly Uint8Array[]
  corsOrigins: readonly string[]
  /** Host names, lower case and without a port, that requests may be addressed to. */
  allowedHosts: readonly string[]
  /** Folder of the built panel; null serves none. */
  panelFolder: string | null
}

/** What verbs work with. The clock and all randomness come from outside, so that tests decide them. */
export interface Deps {
  settings: Settings
  database: Database
  files: FileStore
  modelService: GuardedClient
  jobs: Jobs
  changes: ChangeFeed
  metrics: Metrics
  log: Logger
  /** Aborted once the process is to end: new work is turned away. */
  stopping: AbortSignal
  now: () => Date
  /** Uniform in [0, 1), for jitter. */
  random: () => number
  /** Cryptographically random bytes. */
  randomBytes: (count: number) => Uint8Array
}

/** Every verb's argument: what it works with, and what it is asked. */
export interface Call<Input> {
  ctx: Deps
  input: Input
}
