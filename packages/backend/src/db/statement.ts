import type { CompiledQuery } from 'kysely'
import type { Db } from './database.ts'
import { refuseInsideTransaction } from './guard.ts'

/** Stands in a compiled statement where a value of each call goes. */
class Place {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

/** Gives a query the place of a value, which has the value's type. */
export type PlaceOf<Values> = <Name extends keyof Values>(name: Name) => Values[Name]

/**
 * A query that is built and compiled once for each of its shapes: for the few that are asked so often that building
 * them costs more than running them. A shape is whatever the text depends on; what differs from call to call goes into
 * places.
 */
export const statement = <Row, Values extends object = object, Shape extends object = object>(
  build: (db: Db, place: PlaceOf<Values>, shape: Shape) => { compile: () => CompiledQuery<Row> },
): ((db: Db, values: Values, shape: Shape) => Promise<Row[]>) => {
  const compiled = new Map<string, CompiledQuery<Row>>()
  const compile = (db: Db, shape: Shape): CompiledQuery<Row> => {
    const key = JSON.stringify(shape)
    const known = compiled.get(key)
    if (known) return known
    const fresh = build(db, (name) => new Place(name) as never, shape).compile()
    compiled.set(key, fresh)
    return fresh
  }
  return async (db, values, shape) => {
    // Plugins are asked while a query is built, and this one may be built already.
    if (!db.isTransaction) refuseInsideTransaction()
    const query = compile(db, shape)
    const parameters = query.parameters.map((it) => (it instanceof Place ? values[it.name as keyof Values] : it))
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}
