import { parseSigningSecrets } from '@alavanca/backend'
import { z } from 'zod'
import { hostInUrl } from './host.ts'

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

/** What is known of a setting beside its values. */
interface About {
  /** It may stand in a file. As a whole it is never shown, of an address only the password is not. */
  secret?: 'whole' | 'password'
  /** What holds where it is not set. */
  unset?: string
}

const about = z.registry<About>()

/** Names are fixed: scripts and old `.env` files use them. */
export const settings = z.object({
  HOST: z
    .string()
    .refine((host) => URL.canParse(`http://${hostInUrl(host)}`), 'must be a name or an address of this machine')
    .default('127.0.0.1'),
  PORT: whole(1, 65_535).default(8001),
  PUBLIC_BASE_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be an address like postgresql://user:password@host:5432/name')
    .optional()
    .register(about, { secret: 'password', unset: 'the embedded database' }),
  DATA_DIR: z.string().default('.data'),
  RELEVANCE_SERVICE_API_URL: httpUrl.optional().register(about, { unset: 'the embedded model service' }),
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
  WEBHOOK_SIGNING_SECRET: signingSecrets
    .optional()
    .register(about, { secret: 'whole', unset: 'callbacks are not signed' }),
  RETENTION_DAYS: whole(0, 36_500).default(0),
  MAX_CONNECTIONS: whole(10, 1_000_000).default(4_000),
  METRICS_PORT: whole(1, 65_535).optional().register(about, { unset: 'nothing is counted' }),
  S3_ENDPOINT: bareUrl.optional().register(about, { unset: 'uploads are kept in DATA_DIR' }),
  S3_REGION: z
    .string()
    .regex(/^[\w-]+$/, 'must be the name of a region')
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[\w.-]{3,63}$/, 'must be the name of a bucket')
    .optional(),
  S3_ACCESS_KEY_ID: z.string().optional().register(about, { secret: 'whole' }),
  S3_SECRET_ACCESS_KEY: z.string().optional().register(about, { secret: 'whole' }),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type SettingName = keyof typeof settings.shape

export const settingNames = Object.keys(settings.shape) as SettingName[]

export const aboutSetting = (name: SettingName): About => about.get(settings.shape[name]) ?? {}

export const secretNames = settingNames.filter((name) => aboutSetting(name).secret !== undefined)
