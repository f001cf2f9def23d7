import { sql, type Kysely } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('machines')
    .addColumn('deleted_at', sql`timestamptz(3)`)
    .execute()

  // One probe gives a machine's status or its last result, however many cancelled or failed trainings lie before it.
  await sql`create index trainings_latest on trainings (machine_id, id) include (state)
    where state <> 'cancelled'`.execute(db)
  await sql`create index trainings_completed on trainings (machine_id, id) include (finished_at)
    where state = 'completed'`.execute(db)
  // Without them every row that a purge deletes is looked for in all trainings.
  await db.schema.createIndex('trainings_dataset').on('trainings').column('dataset_id').execute()
  await sql`create index trainings_retry on trainings (retry_of) where retry_of is not null`.execute(db)
}
