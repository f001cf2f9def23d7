import { StartupError, type BucketSettings } from '@alavanca/backend'
import type { z } from 'zod'
import type { Environment } from './environment.ts'
import { bareHost, hostInUrl, loopback, wildcard } from './host.ts'
import { settings, type SettingName } from './settings.ts'

export interface ServerConfig {
  host: string
  port: number
  publicBaseUrl: string
  databaseUrl: string | undefined
  dataDir: string
  /** Absent: uploads are kept in the data folder. */
  bucket: BucketSettings | undefined
  /** Absent: the embedded model service is started. */
  modelServiceUrl: string | undefined
  corsOrigins: string[]
  maxUploadBytes: number
  trainingDeadlineS: number
  allowedHosts: string[]
  /** None leaves callbacks unsigned. */
  signingKeys: Uint8Array[]
  /** Absent: files are kept for ever. */
  retentionDays: number | null
  maxConnections: number
  /** Of 127.0.0.1. Absent: nothing is counted. */
  metricsPort: number | undefined
  logLevel: string
}

type Given = z.infer<typeof settings>
type Context = z.core.$RefinementCtx<Given>

/** Lets a rule about several settings be asked where each of them fits by itself, whatever is wrong with the others. */
const ifFit = (...names: SettingName[]): z.core.$ZodSuperRefineParams => ({
  when: ({ issues }) => !issues.some(({ path = [] }) => names.some((name) => name === path[0])),
})

const publicBaseUrl = ({ HOST, PORT, PUBLIC_BASE_URL }: Given): string =>
  PUBLIC_BASE_URL ?? `http://${hostInUrl(HOST)}:${PORT}`

const publicHost = (env: Given): string => bareHost(new URL(publicBaseUrl(env)).hostname)

const checkHosts = (env: Given, context: Context): void => {
  const host = bareHost(env.HOST)
  if (wildcard.has(host) && env.PUBLIC_BASE_URL === undefined) {
    const message = `${env.HOST} listens on every address, so PUBLIC_BASE_URL must say at which one this server is reached`
    context.addIssue({ code: 'custom', path: ['HOST'], message })
  } else if (!loopback.has(host) || !loopback.has(publicHost(env))) {
    const message = `without accounts, which this version does not have yet, Alavanca serves only this machine: HOST (${env.HOST}) and the host of PUBLIC_BASE_URL (${publicHost(env)}) must be loopback, such as 127.0.0.1`
    context.addIssue({ code: 'custom', path: [loopback.has(host) ? 'PUBLIC_BASE_URL' : 'HOST'], message })
  }
}

const checkPorts = (env: Given, context: Context): void => {
  if (env.METRICS_PORT !== env.PORT) return
  const message = `is ${env.PORT}, as PORT is: metrics have a port of their own`
  context.addIssue({ code: 'custom', path: ['METRICS_PORT'], message })
}

const bucketNames = ['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

const checkBucket = (env: Given, context: Context): void => {
  const missing = bucketNames.filter((name) => env[name] === undefined)
  if (missing.length === bucketNames.length) return
  const message = 'is not set, and others of the bucket are: set all five S3_*, or none to keep uploads in DATA_DIR'
  for (const name of missing) context.addIssue({ code: 'custom', path: [name], message })
}

const schema = settings
  .superRefine(checkHosts, ifFit('HOST', 'PORT', 'PUBLIC_BASE_URL'))
  .superRefine(checkPorts, ifFit('PORT', 'METRICS_PORT'))
  .superRefine(checkBucket, ifFit(...bucketNames))
  .transform((env) => ({ ...env, PUBLIC_BASE_URL: publicBaseUrl(env) }))

/** The value of each setting that is in force, by the name of its variable. */
export type Settings = z.infer<typeof schema>

/** @throws StartupError that lists every fault and tells no secret */
export const readSettings = ({ values, faults }: Pick<Environment, 'values' | 'faults'>): Settings => {
  const given = Object.fromEntries(
    // Empty counts as absent; but an empty secret is no way to turn signatures off.
    Object.entries(values).filter(([name, value]) => value !== '' || name === 'WEBHOOK_SIGNING_SECRET'),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success && faults.length === 0) return parsed.data
  // A secret whose file cannot be used is told of once.
  const unread = new Set(faults.map(({ name }) => name.replace(/_FILE$/, '')))
  const unfit = (parsed.error?.issues ?? [])
    .map(({ path, message }) => ({ name: String(path[0]), what: message }))
    .filter(({ name }) => !unread.has(name))
  const lines = [...faults, ...unfit].map(({ name, what }) => `  ${name}: ${what}`)
  throw new StartupError(`The settings do not fit:\n${lines.join('\n')}`)
}

const toBucket = (env: Settings): BucketSettings | undefined => {
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: bucket } = env
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  // All, or none.
  if (!endpoint || !region || !bucket || !accessKeyId || !secretAccessKey) return undefined
  return { endpoint, region, bucket, accessKeyId, secretAccessKey }
}

export const toConfig = (env: Settings): ServerConfig => ({
  host: bareHost(env.HOST),
  port: env.PORT,
  publicBaseUrl: env.PUBLIC_BASE_URL,
  databaseUrl: env.DATABASE_URL,
  dataDir: env.DATA_DIR,
  bucket: toBucket(env),
  modelServiceUrl: env.RELEVANCE_SERVICE_API_URL,
  corsOrigins: env.CORS_ORIGINS,
  maxUploadBytes: env.MAX_UPLOAD_BYTES,
  trainingDeadlineS: env.TRAINING_DEADLINE_S,
  allowedHosts: [...new Set([...loopback, bareHost(env.HOST), publicHost(env)])],
  signingKeys: env.WEBHOOK_SIGNING_SECRET ?? [],
  retentionDays: env.RETENTION_DAYS === 0 ? null : env.RETENTION_DAYS,
  maxConnections: env.MAX_CONNECTIONS,
  metricsPort: env.METRICS_PORT,
  logLevel: env.LOG_LEVEL,
})
