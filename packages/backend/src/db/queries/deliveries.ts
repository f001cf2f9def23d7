import type { Delivery } from '@alavanca/contract'
import { sql } from 'kysely'
import type { Db, Trx } from '../database.ts'
import type { DeliveryRow } from '../tables/deliveries.ts'

/** Kept of a training's callbacks; older ones go. */
const kept = 200

const toDelivery = (row: DeliveryRow): Delivery => ({
  number: row.number,
  at: row.at,
  attempt: row.attempt,
  outcome: row.outcome,
  status: row.status,
  messageId: row.message_id,
  bodySha256: row.body_sha256,
  bytes: row.bytes,
  source: row.source,
})

export interface NewDelivery extends Omit<Delivery, 'number'> {
  trainingId: number
  eventKey: string | null
}

/** Needs the training's row locked, so that numbers have no gap and nobody else takes the same callback. */
export const insertDelivery = async (trx: Trx, { trainingId, eventKey, ...delivery }: NewDelivery): Promise<void> => {
  const { number } = await trx
    .insertInto('deliveries')
    .values({
      training_id: trainingId,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from deliveries where training_id = ${trainingId})`,
      at: delivery.at,
      attempt: delivery.attempt,
      outcome: delivery.outcome,
      status: delivery.status,
      event_key: eventKey,
      message_id: delivery.messageId,
      body_sha256: delivery.bodySha256,
      bytes: delivery.bytes,
      source: delivery.source,
    })
    .returning('number')
    .executeTakeFirstOrThrow()
  if (number <= kept) return
  await trx
    .deleteFrom('deliveries')
    .where('training_id', '=', trainingId)
    .where('number', '<=', number - kept)
    .execute()
}

/** The callback that was taken first of those with one key, if any was. */
export const findTaken = async (
  trx: Trx,
  { trainingId, attempt, eventKey }: { trainingId: number; attempt: number; eventKey: string },
): Promise<Delivery | undefined> => {
  const row = await trx
    .selectFrom('deliveries')
    .selectAll()
    .where('training_id', '=', trainingId)
    .where('attempt', '=', attempt)
    .where('event_key', '=', eventKey)
    .where('outcome', 'in', ['applied', 'late'])
    .executeTakeFirst()
  return row && toDelivery(row)
}

/** The latest first. */
export const listDeliveries = async (
  db: Db,
  { trainingId, before, limit }: { trainingId: number; before: number | undefined; limit: number },
): Promise<Delivery[]> => {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('training_id', '=', trainingId)
    .$if(before !== undefined, (q) => q.where('number', '<', before ?? 0))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toDelivery)
}
