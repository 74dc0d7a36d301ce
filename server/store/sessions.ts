import { sql } from 'kysely'
import type { Session, SessionDocument, SessionPage, SessionRow, SessionSave } from '../contract/session.ts'
import { copyDocument } from './copyDocument.ts'
import type { Database } from './database.ts'
import type { SessionRecord } from './schema.ts'

/** Newest change first. The cursor names the last row seen, so that a save in between shifts no page. */
export async function listSessions(
  database: Database,
  { limit, cursor, q = '' }: { limit: number; cursor?: string; q?: string },
): Promise<SessionPage> {
  let query = database
    .selectFrom('sessions')
    .select(['id', 'title', 'page', 'created_at', 'updated_at'])
    .where('deleted_at', 'is', null)
  for (const word of q.split(/\s+/).filter(Boolean)) query = query.where(({ or }) => or(spellings(word).map(isInTitle)))
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after !== undefined)
    query = query.where((where) =>
      where.or([
        where('updated_at', '<', after.updatedAt),
        where.and([where('updated_at', '=', after.updatedAt), where('id', '<', after.id)]),
      ]),
    )
  const rows = await query
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const sessions = rows.slice(0, limit).map(rowOf)
  const last = rows.length > limit ? sessions.at(-1) : undefined
  return last === undefined ? { sessions } : { sessions, cursor: `${last.updatedAt}_${last.id}` }
}

/** As it is typed, and as it may be written: SQLite's own lower() knows the letters of ASCII only. */
function spellings(word: string): string[] {
  const [lower, upper] = [word.toLocaleLowerCase('en'), word.toLocaleUpperCase('en')]
  return [...new Set([word, lower, upper, `${upper.slice(0, 1)}${lower.slice(1)}`])]
}

function isInTitle(text: string) {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`lower(title) like ${pattern} escape '\\'`
}

function readCursor(cursor: string): { updatedAt: string; id: string } | undefined {
  const at = cursor.indexOf('_')
  return at < 0 ? undefined : { updatedAt: cursor.slice(0, at), id: cursor.slice(at + 1) }
}

export async function readSession(database: Database, id: string): Promise<Session | undefined> {
  const row = await database
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? undefined : sessionOf(row)
}

export type SaveResult = { type: 'saved'; session: Session } | { type: 'conflict'; stored: Session } | { type: 'gone' }

/** `revision` decides: 0 makes a new session, the stored one replaces the document, anything else is a conflict. */
export async function saveSession(database: Database, id: string, save: SessionSave, now: Date): Promise<SaveResult> {
  const at = now.toISOString()
  const document = JSON.stringify(save.document)
  const { page } = save.document
  const saved =
    save.revision === 0
      ? await database
          .insertInto('sessions')
          .values({
            id,
            page,
            title: save.title,
            revision: 1,
            document,
            created_at: at,
            updated_at: at,
            deleted_at: null,
          })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returningAll()
          .executeTakeFirst()
      : await database
          .updateTable('sessions')
          .set({ page, title: save.title, revision: save.revision + 1, document, updated_at: at })
          .where('id', '=', id)
          .where('revision', '=', save.revision)
          .where('deleted_at', 'is', null)
          .returningAll()
          .executeTakeFirst()
  if (saved !== undefined) return { type: 'saved', session: sessionOf(saved) }
  const stored = await readSession(database, id)
  return stored === undefined ? { type: 'gone' } : { type: 'conflict', stored }
}

/** A name is changed beside the document, so it needs no revision and can lose nobody's work. */
export async function renameSession(database: Database, id: string, title: string): Promise<Session | undefined> {
  const row = await database
    .updateTable('sessions')
    .set({ title })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : sessionOf(row)
}

/** Hidden at once, kept for a while so that it can be undone. False: there was none. */
export async function deleteSession(database: Database, id: string, now: Date): Promise<boolean> {
  const result = await database
    .updateTable('sessions')
    .set({ deleted_at: now.toISOString() })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function restoreSession(database: Database, id: string): Promise<Session | undefined> {
  const row = await database
    .updateTable('sessions')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row === undefined ? undefined : sessionOf(row)
}

/** The replies are shared, not copied: an invocation that ended never changes. Those under way stay with the original. */
export async function duplicateSession(
  database: Database,
  id: string,
  { newId, now, isEnded }: { newId: () => string; now: Date; isEnded: (invocationId: string) => boolean },
): Promise<Session | undefined> {
  const original = await readSession(database, id)
  if (original === undefined) return undefined
  const at = now.toISOString()
  const row = await database
    .insertInto('sessions')
    .values({
      id: newId(),
      page: original.page,
      title: `${original.title} (copy)`.slice(0, 300),
      revision: 1,
      document: JSON.stringify(copyDocument(original.document, { newId, isEnded })),
      created_at: at,
      updated_at: at,
      deleted_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return sessionOf(row)
}

function rowOf(row: Pick<SessionRecord, 'id' | 'title' | 'page' | 'created_at' | 'updated_at'>): SessionRow {
  // Written by this program after the schema had checked it; so is the document.
  const page = row.page as SessionRow['page']
  return { id: row.id, title: row.title, page, createdAt: row.created_at, updatedAt: row.updated_at }
}

function sessionOf(row: SessionRecord): Session {
  return { ...rowOf(row), revision: row.revision, document: JSON.parse(row.document) as SessionDocument }
}
