import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Faults that the database itself makes, in either dialect. */

/** From now on it takes no such write of an invocation; where `word` is given, none whose reply holds it. */
export async function refuseInvocations(database: Database, event: 'insert' | 'update', word?: string): Promise<void> {
  const when = word === undefined ? sql`` : sql.raw(`when (new.reply like '%${word}%')`)
  if (database.dialect === 'sqlite') {
    const body = sql`begin select raise(abort, 'disk full'); end`
    await sql`create trigger refused before ${sql.raw(event)} on invocations ${when} ${body}`.execute(database)
    return
  }
  await sql`create or replace function refuse() returns trigger language plpgsql
    as 'begin raise exception ''disk full''; end'`.execute(database)
  await sql`create trigger refused before ${sql.raw(event)} on invocations for each row ${when}
    execute function refuse()`.execute(database)
}

export async function takeInvocations(database: Database): Promise<void> {
  const of = database.dialect === 'sqlite' ? sql`` : sql`on invocations`
  await sql`drop trigger refused ${of}`.execute(database)
}

/** Of what the pages ask; not of what is recorded beside them. */
export async function setReadOnly(database: Database, isReadOnly: boolean): Promise<void> {
  const value = sql.raw(isReadOnly ? 'on' : 'off')
  if (database.dialect === 'sqlite') await sql`pragma query_only = ${value}`.execute(database)
  else await sql`set default_transaction_read_only = ${value}`.execute(database)
}
