import type { CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/**
 * A query without parameters, built and compiled once for each handle: for the few that are asked so often that
 * building them costs more than running them.
 */
export const statement = <Row>(
  build: (db: Db) => { compile: () => CompiledQuery<Row> },
): ((db: Db) => CompiledQuery<Row>) => {
  const compiled = new WeakMap<Db, CompiledQuery<Row>>()
  return (db) => {
    const known = compiled.get(db)
    if (known) return known
    const fresh = build(db).compile()
    compiled.set(db, fresh)
    return fresh
  }
}
