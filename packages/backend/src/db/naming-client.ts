import pg from 'pg'

/** Statements that a connection keeps prepared: those of the program, and of lists of usual lengths inside them. */
const most = 300
const names = new Map<string, string>()

/**
 * Undefined for a statement that must not be prepared once and for all: the columns of a star change with a migration
 * that another, newer process makes meanwhile, and PostgreSQL then refuses the prepared statement (SQLSTATE 0A000).
 */
export const nameOf = (text: string): string | undefined => {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= most || !/^\s*(select|insert|update|delete|with)\b/i.test(text) || text.includes('*'))
    return undefined
  const name = `alavanca_${names.size}`
  names.set(text, name)
  return name
}

/** Names its statements, so that each connection parses and plans them once. */
export class NamingClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
    const named = name === undefined ? args : [{ name, text, values: values as unknown[] }, ...rest]
    return super.query(...(named as Parameters<pg.Client['query']>)) as never
  }
}
