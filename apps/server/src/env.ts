import { parseSigningSecrets, StartupError, type BucketSettings } from '@alavanca/backend'
import { z } from 'zod'

const loopback = new Set(['localhost', '127.0.0.1', '::1'])
const wildcard = new Set(['0.0.0.0', '::'])

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be between ${least} and ${most}`)

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address like http://host:port' })
  .transform((url) => url.replace(/\/+$/, ''))

const origin = httpUrl.refine(
  (url) => new URL(url).origin === url,
  'must be origins like http://host:port, without a path',
)

const signingSecrets = z.string().transform((text, context) => {
  try {
    return parseSigningSecrets(text)
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error))
    return z.NEVER
  }
})

/** It is told in sentences and logs, so nothing secret may be in it. */
const bareUrl = httpUrl.refine((url) => {
  const { username, password, search, hash } = new URL(url)
  return [username, password, search, hash].every((part) => part === '')
}, 'must be an address like https://host:port, without a name, a password or a query')

/** Names are fixed: scripts and old `.env` files use them. Empty counts as absent. */
const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(1, 65_535).default(8001),
  PUBLIC_BASE_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be an address like postgresql://user:password@host:5432/name')
    .optional(),
  DATA_DIR: z.string().default('.data'),
  RELEVANCE_SERVICE_API_URL: httpUrl.optional(),
  CORS_ORIGINS: z
    .string()
    .default('http://localhost:3000,http://127.0.0.1:3000')
    .transform((list) =>
      list
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .pipe(z.array(origin)),
  MAX_UPLOAD_BYTES: whole(1, Number.MAX_SAFE_INTEGER).default(10 * 1024 ** 3),
  TRAINING_DEADLINE_S: whole(1, 30 * 86_400).default(3_600),
  WEBHOOK_SIGNING_SECRET: signingSecrets.optional(),
  RETENTION_DAYS: whole(0, 36_500).default(0),
  MAX_CONNECTIONS: whole(10, 1_000_000).default(4_000),
  METRICS_PORT: whole(1, 65_535).optional(),
  S3_ENDPOINT: bareUrl.optional(),
  S3_REGION: z
    .string()
    .regex(/^[\w-]+$/, 'must be the name of a region')
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[\w.-]{3,63}$/, 'must be the name of a bucket')
    .optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

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

const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '')
const inUrl = (host: string): string => (host.includes(':') ? `[${bare(host)}]` : host)

const bucketNames = ['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

const readBucket = (env: z.infer<typeof schema>): BucketSettings | undefined => {
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_BUCKET: bucket } = env
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (endpoint && region && bucket && accessKeyId && secretAccessKey) {
    return { endpoint, region, bucket, accessKeyId, secretAccessKey }
  }
  const missing = bucketNames.filter((name) => env[name] === undefined)
  if (missing.length === bucketNames.length) return undefined
  throw new StartupError(
    `Uploads are kept in a bucket when all of ${bucketNames.join(', ')} are set, and in DATA_DIR when none is; not set: ${missing.join(', ')}.`,
  )
}

/**
 * Reads the environment once, on start.
 *
 * @throws StartupError that lists every fault, or says why this combination is not safe
 */
export const readEnv = (environment: NodeJS.ProcessEnv): ServerConfig => {
  const given = Object.fromEntries(
    // An empty secret is no way to turn signatures off.
    Object.entries(environment).filter(([name, value]) => value !== '' || name === 'WEBHOOK_SIGNING_SECRET'),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`)
    throw new StartupError(`The environment has values that do not fit:\n${faults.join('\n')}`)
  }
  const env = parsed.data
  const host = bare(env.HOST)
  if (wildcard.has(host) && env.PUBLIC_BASE_URL === undefined) {
    throw new StartupError(
      `HOST=${env.HOST} listens on every address, so PUBLIC_BASE_URL must say at which one this server is reached.`,
    )
  }
  const publicBaseUrl = env.PUBLIC_BASE_URL ?? `http://${inUrl(env.HOST)}:${env.PORT}`
  const publicHost = bare(new URL(publicBaseUrl).hostname)
  if (!loopback.has(host) || !loopback.has(publicHost)) {
    throw new StartupError(
      `Without accounts, which this version does not have yet, Alavanca serves only this machine: HOST (${env.HOST}) and the host of PUBLIC_BASE_URL (${publicHost}) must be loopback, such as 127.0.0.1.`,
    )
  }
  if (env.METRICS_PORT === env.PORT) {
    throw new StartupError(`METRICS_PORT and PORT are both ${env.PORT}: metrics have a port of their own.`)
  }
  return {
    host,
    port: env.PORT,
    publicBaseUrl,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    bucket: readBucket(env),
    modelServiceUrl: env.RELEVANCE_SERVICE_API_URL,
    corsOrigins: env.CORS_ORIGINS,
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    trainingDeadlineS: env.TRAINING_DEADLINE_S,
    allowedHosts: [...new Set([...loopback, host, publicHost])],
    signingKeys: env.WEBHOOK_SIGNING_SECRET ?? [],
    retentionDays: env.RETENTION_DAYS === 0 ? null : env.RETENTION_DAYS,
    maxConnections: env.MAX_CONNECTIONS,
    metricsPort: env.METRICS_PORT,
    logLevel: env.LOG_LEVEL,
  }
}
