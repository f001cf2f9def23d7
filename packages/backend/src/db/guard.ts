import { AsyncLocalStorage } from 'node:async_hooks'
import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs } from 'kysely'

const inside = new AsyncLocalStorage<true>()

export const refuseInsideTransaction = (): void => {
  if (inside.getStore()) throw new Error('the database handle was used inside a transaction; use the transaction')
}

/**
 * Turns a query on the database handle inside a transaction into an error at once. On PGlite, which has one
 * connection, it would wait for that transaction for ever; on PostgreSQL it would silently run outside it.
 */
export const guardPlugin: KyselyPlugin = {
  transformQuery: ({ node }: PluginTransformQueryArgs) => {
    refuseInsideTransaction()
    return node
  },
  transformResult: ({ result }: PluginTransformResultArgs) => Promise.resolve(result),
}

export const insideTransaction = <T>(body: () => Promise<T>): Promise<T> => inside.run(true, body)
