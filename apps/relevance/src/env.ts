import { parseSigningSecrets } from '@alavanca/model-service'
import { z } from 'zod'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const signingSecrets = z.string().transform((text, context) => {
  try {
    return parseSigningSecrets(text)
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error))
    return z.NEVER
  }
})

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(8002),
  DATA_DIR: z.string().min(1).default('.data/relevance'),
  /** Callbacks are signed with the first; the receiver may know several. */
  WEBHOOK_SIGNING_SECRET: signingSecrets.optional(),
  LOG_LEVEL: z.enum(logLevels).default('info'),
})
export type Env = z.infer<typeof schema>

/**
 * Reads the environment; an empty variable counts as absent.
 *
 * @throws Error that lists everything wrong with it, in one sentence
 */
export const readEnv = (variables: NodeJS.ProcessEnv = process.env): Env => {
  // An empty secret is no way to turn signatures off.
  const set = Object.entries(variables).filter(([name, value]) => value !== '' || name === 'WEBHOOK_SIGNING_SECRET')
  const result = schema.safeParse(Object.fromEntries(set))
  if (result.success) return result.data
  const troubles = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(`The environment cannot be used: ${troubles.join('; ')}.`)
}
