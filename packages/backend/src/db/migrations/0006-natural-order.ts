import { sql, type Kysely } from 'kysely'

/** Numbers in names count as numbers: each gets zeros in front, and loses those beyond twelve digits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table machines add column sort_name text not null generated always as (
    regexp_replace(
      regexp_replace(search_name collate "C", '([0-9]+)', '00000000000\\1', 'g'),
      '0*([0-9]{12,})', '\\1', 'g')
  ) stored`.execute(db)
}
