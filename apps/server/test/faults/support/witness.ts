import type pg from 'pg'

/** Keeps a copy of every event in the table `witnessed`: the program keeps ten thousand, and a long run has more. */
export const witnessChanges = async (sql: pg.Pool): Promise<void> => {
  await sql.query('create table witnessed as select * from changes')
  await sql.query(`create function witness() returns trigger language plpgsql as
    'begin insert into witnessed select new.*; return new; end'`)
  await sql.query('create trigger witness after insert on changes for each row execute function witness()')
}
