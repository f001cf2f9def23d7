import { z } from 'zod'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(8002),
  DATA_DIR: z.string().min(1).default('.data/relevance'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
})
export type Env = z.infer<typeof schema>

/**
 * Reads the environment; an empty variable counts as absent.
 *
 * @throws Error that lists everything wrong with it, in one sentence
 */
export const readEnv = (variables: NodeJS.ProcessEnv = process.env): Env => {
  const set = Object.entries(variables).filter(([, value]) => value !== '')
  const result = schema.safeParse(Object.fromEntries(set))
  if (result.success) return result.data
  const troubles = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(`The environment cannot be used: ${troubles.join('; ')}.`)
}
