import { sql, type Kysely } from 'kysely'

const now = sql`timestamptz(3)`

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('route', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('claim', 'uuid', (c) => c.notNull())
    .addColumn('request_hash', 'text')
    .addColumn('status', 'integer')
    .addColumn('body', 'text')
    .addColumn('expires_at', now, (c) => c.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['route', 'key'])
    .execute()
  await db.schema.createIndex('idempotency_keys_expiry').on('idempotency_keys').column('expires_at').execute()

  await db.schema
    .createTable('unclaimed_models')
    .addColumn('id', 'uuid', (c) => c.primaryKey())
    .addColumn('model_id', 'bigint', (c) => c.notNull())
    .addColumn('created_at', now, (c) => c.notNull())
    .addColumn('given_up_at', now)
    .execute()

  await db.schema.alterTable('datasets').addColumn('removed_at', now).execute()
}
