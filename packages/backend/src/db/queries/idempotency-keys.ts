import type { Db, Trx } from '../database.ts'

/** A key is a client's name for a request to one route. */
export interface RequestKey {
  route: string
  key: string
}

export interface HeldKey extends RequestKey {
  claim: string
}

export interface KeptAnswer {
  requestHash: string
  status: number
  body: string
}

/** Takes a key that nobody has: never seen, given back, or past its time. Tells whether it did. */
export const takeKey = async (
  db: Db,
  { route, key, claim }: HeldKey,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> => {
  const fresh = { claim, request_hash: null, status: null, body: null, expires_at: until }
  const taken = await db
    .insertInto('idempotency_keys')
    .values({ route, key, ...fresh })
    .onConflict((oc) => oc.columns(['route', 'key']).doUpdateSet(fresh).where('idempotency_keys.expires_at', '<=', now))
    .returning('claim')
    .executeTakeFirst()
  return taken !== undefined
}

/** The answer that a key has, or null while its request runs. Undefined when nobody has the key any more. */
export const findAnswer = async (db: Db, { route, key }: RequestKey): Promise<KeptAnswer | null | undefined> => {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'status', 'body'])
    .where('route', '=', route)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) return undefined
  if (row.request_hash === null || row.status === null || row.body === null) return null
  return { requestHash: row.request_hash, status: row.status, body: row.body }
}

const held = (db: Db, { route, key, claim }: HeldKey) =>
  db
    .updateTable('idempotency_keys')
    .where('route', '=', route)
    .where('key', '=', key)
    .where('claim', '=', claim)
    .where('status', 'is', null)

/** Keeps a key for longer while its request runs. */
export const renewKey = async (db: Db, key: HeldKey, until: Date): Promise<void> => {
  await held(db, key).set({ expires_at: until }).execute()
}

/** Keeps the answer under its key, in the transaction of its effect; tells whether the key was still held. */
export const keepAnswer = async (
  trx: Trx,
  key: HeldKey,
  { requestHash, status, body }: KeptAnswer,
  until: Date,
): Promise<boolean> => {
  const { numUpdatedRows } = await held(trx, key)
    .set({ request_hash: requestHash, status, body, expires_at: until })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Gives back a key whose request had no effect; one that has its answer stays. */
export const freeKey = async (db: Db, { route, key, claim }: HeldKey): Promise<void> => {
  await db
    .deleteFrom('idempotency_keys')
    .where('route', '=', route)
    .where('key', '=', key)
    .where('claim', '=', claim)
    .where('status', 'is', null)
    .execute()
}

/** Forgets the keys whose time is over. */
export const dropExpiredKeys = async (db: Db, now: Date): Promise<void> => {
  await db.deleteFrom('idempotency_keys').where('expires_at', '<=', now).execute()
}

/** Gives back every key whose request has no answer: for the one process that can have held any, when it starts. */
export const freeAllKeys = async (db: Db): Promise<void> => {
  await db.deleteFrom('idempotency_keys').where('status', 'is', null).execute()
}
