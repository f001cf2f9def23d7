/** Structured log lines; a callback address, which carries a secret, is never among the fields. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

export const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} }
