import { sql, type Kysely } from 'kysely'

const now = sql`timestamptz(3)`

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('callbacks').addColumn('attempt', 'integer').execute()
  // Only the last attempt's callback is still valid, and nobody asks for the others' number.
  await sql`update callbacks set attempt = (select attempts from trainings where id = training_id)`.execute(db)
  await sql`alter table callbacks alter column attempt set not null`.execute(db)

  await db.schema
    .createTable('deliveries')
    .addColumn('training_id', 'integer', (c) => c.notNull().references('trainings.id').onDelete('cascade'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('at', now, (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('status', 'text')
    .addColumn('event_key', 'text')
    .addColumn('message_id', 'text')
    .addColumn('body_sha256', 'text')
    .addColumn('bytes', 'integer')
    .addColumn('source', 'text')
    .addPrimaryKeyConstraint('deliveries_pk', ['training_id', 'number'])
    .execute()
  // The database itself keeps a callback from being taken twice.
  await sql`create unique index deliveries_once on deliveries (training_id, attempt, event_key)
    where outcome in ('applied', 'late')`.execute(db)

  await db.schema
    .createTable('attempts')
    .addColumn('training_id', 'integer', (c) => c.notNull().references('trainings.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('started_at', now, (c) => c.notNull())
    .addColumn('ended_at', now)
    .addColumn('outcome', 'text')
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('attempts_pk', ['training_id', 'attempt'])
    .execute()
}
