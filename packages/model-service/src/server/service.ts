import { access, constants, mkdir } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { type Backoff, createCourier } from './callback/courier.ts'
import { createSignedPost, type Post, postJson } from './callback/post.ts'
import type { Clock } from './clock.ts'
import { createApp, type ModelServiceApp } from './http/app.ts'
import type { UploadLimits } from './http/upload.ts'
import type { Logger } from './log.ts'
import { openJobStore } from './store/jobs.ts'
import { openModelStore } from './store/models.ts'
import type { Analyser } from './training/analyser.ts'
import { createRunner } from './training/runner.ts'
import { createThreadAnalyser } from './training/thread-analyser.ts'

export interface ModelServiceDeps {
  /** Everything the service knows is below it; one service at a time. */
  dataDir: string
  log: Logger
  clock: Clock
  /** Uniform in [0, 1), for jitter. */
  random: () => number
  /** Unique names for files on their way in. */
  newId: () => string
  /** Of split and boosting; named in the metrics. */
  seed?: number
  /** Module of the training thread, where it was bundled elsewhere. */
  worker?: URL
  analyse?: Analyser
  upload?: Partial<UploadLimits>
  backoff?: Partial<Backoff>
  /** Callbacks are signed with it (Standard Webhooks); without it they are not signed. */
  signingKey?: Uint8Array | undefined
  /** Least time between two reports of progress, ms. */
  progressInterval?: number
}

export interface ModelService {
  app: ModelServiceApp
  /** A Node server of `app` that does not listen yet. */
  server: Server
  /** Takes up accepted trainings that an earlier process left. */
  start(): Promise<void>
  /** Interrupts trainings and deliveries, which stay on disk. */
  stop(): Promise<void>
}

const uploadDefaults: UploadLimits = { maxBytes: 10 * 1024 ** 3, idle: 30_000 }
const backoffDefaults: Backoff = { first: 1_000, longest: 60_000, giveUpAfter: 6 * 3_600_000 }

const createServer = (app: ModelServiceApp): Server =>
  createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    // An upload may last longer than any fixed time; it has its own idle timer.
    serverOptions: { requestTimeout: 0, headersTimeout: 15_000, maxHeaderSize: 32_768 },
  }) as Server

/** @throws when the data folder cannot be written */
export const createModelService = async (deps: ModelServiceDeps): Promise<ModelService> => {
  const { dataDir, log, clock, random, newId } = deps
  await mkdir(dataDir, { recursive: true })
  await access(dataDir, constants.W_OK)
  const [models, jobs] = await Promise.all([openModelStore(dataDir), openJobStore(dataDir)])
  const worker = deps.worker ?? new URL('./training/worker.ts', import.meta.url)
  const analyse = deps.analyse ?? createThreadAnalyser({ worker, seed: deps.seed ?? 0 })
  const backoff = { ...backoffDefaults, ...deps.backoff }
  const post: Post = deps.signingKey === undefined ? postJson : createSignedPost(deps.signingKey, clock)
  const courier = createCourier({ post, clock, random, backoff, log })
  const progress = { post, clock, interval: deps.progressInterval ?? 1_000 }
  const runner = createRunner({ jobs, models, analyse, progress, clock, log, courier })
  const app = createApp({ models, jobs, runner, newId, upload: { ...uploadDefaults, ...deps.upload }, log })
  return { app, server: createServer(app), start: () => runner.start(), stop: () => runner.stop() }
}
