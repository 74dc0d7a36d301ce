import { sql, type Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { factsLeft } from './sessionIndexSteps.ts'

/**
 * Who shows what: invocations and sets of vectors that a session names, in the bin or not, and that one of its versions
 * names and the session itself no longer does. What nobody holds may be deleted.
 */
export interface Holdings {
  invocations: Set<string>
  vectors: Set<string>
}

/** SQLite takes 32,766 variables a statement, Postgres 65,535. */
const perStatement = 500

/** Those of the given ids that any session holds, but for the excepted ones. */
export async function heldIds(database: Database, ids: string[], except: string[] = []): Promise<Set<string>> {
  await factsLeft(database)
  const held = new Set<string>()
  for (let at = 0; at < ids.length; at += perStatement) {
    const some = ids.slice(at, at + perStatement)
    const shown = await database
      .selectFrom('session_invocations as s')
      .innerJoin('session_heads as h', 'h.number', 's.session')
      .select('s.invocation_id as id')
      .where('s.invocation_id', 'in', some)
      .$if(except.length > 0, (query) => query.where('h.id', 'not in', except))
      .execute()
    const named = await database
      .selectFrom('session_version_names')
      .select('name as id')
      .where('name', 'in', some)
      .$if(except.length > 0, (query) => query.where('session_id', 'not in', except))
      .execute()
    for (const { id } of [...shown, ...named]) held.add(id)
  }
  return held
}

/**
 * What goes with these sessions unless another holds it: what was made in them, also for what no document names any more,
 * and of what they show that of sessions that are gone (a duplicate shows its original's).
 */
export async function holdingsOf(database: Database, sessionIds: string[]): Promise<Holdings> {
  await factsLeft(database)
  const made = await database.selectFrom('invocations').select('id').where('session_id', 'in', sessionIds).execute()
  const blocks = await database
    .selectFrom('vector_blocks')
    .select('vectors_id as id')
    .distinct()
    .where('session_id', 'in', sessionIds)
    .execute()
  const names = await namesIn(database, sessionIds)
  const invocations = new Set(made.map(({ id }) => id))
  for (let at = 0; at < names.length; at += perStatement)
    for (const { id } of await ownerless(database, names.slice(at, at + perStatement))) invocations.add(id)
  return { invocations, vectors: new Set([...blocks.map(({ id }) => id), ...names]) }
}

async function namesIn(database: Database, sessionIds: string[]): Promise<string[]> {
  const shown = await database
    .selectFrom('session_invocations as s')
    .innerJoin('session_heads as h', 'h.number', 's.session')
    .select('s.invocation_id as id')
    .where('h.id', 'in', sessionIds)
    .execute()
  const named = await database
    .selectFrom('session_version_names')
    .select('name as id')
    .where('session_id', 'in', sessionIds)
    .execute()
  return [...new Set([...shown, ...named].map(({ id }) => id))]
}

/** A client's own invocation belongs to no session, whoever names it. */
function ownerless(database: Kysely<Schema>, ids: string[]): Promise<{ id: string }[]> {
  return database
    .selectFrom('invocations as i')
    .select('i.id')
    .where('i.id', 'in', ids)
    .where('i.origin', '=', 'page')
    .where(sql<boolean>`not exists (select 1 from session_heads h where h.id = i.session_id)`)
    .execute()
}
