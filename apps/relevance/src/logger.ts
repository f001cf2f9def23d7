import type { Logger } from '@alavanca/model-service'
import { type LogLevel, logLevels } from './env.ts'

/** JSON lines through `write`. */
export const createLogger = (least: LogLevel, write: (line: string) => void, now: () => Date): Logger => {
  const log =
    (level: LogLevel) =>
    (msg: string, fields: Record<string, unknown> = {}) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(least)) return
      write(`${JSON.stringify({ time: now().toISOString(), level, service: 'relevance', msg, ...fields })}\n`)
    }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}
