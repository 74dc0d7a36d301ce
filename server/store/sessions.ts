import type { Transaction } from 'kysely'
import type { Session, SessionChange, SessionDocument, SessionSave } from '../contract/session.ts'
import { foldedTag } from '../contract/tagChange.ts'
import { copyDocument } from './copyDocument.ts'
import type { Database } from './database.ts'
import type { Schema, SessionRecord } from './schema.ts'
import { writeFacts, queueSessions, sessionFacts } from './sessionFacts.ts'
import { keepReplaced, keepSent } from './versionsOfSave.ts'

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
  const saved = await database.transaction().execute(async (transaction) => {
    await keepReplaced(transaction, { id, now }, save)
    const row = await putDocument(transaction, id, save, now)
    if (row === undefined) return undefined
    const shown = await writeFacts(transaction, id, sessionFacts(save.document))
    await keepSent(transaction, { id, now }, { title: row.title, document: save.document, shown })
    return row
  })
  database.onSessions?.()
  if (saved !== undefined) return { type: 'saved', session: { ...headOf(saved), document: save.document } }
  const stored = await readSession(database, id)
  return stored === undefined ? { type: 'gone' } : { type: 'conflict', stored }
}

/** The columns but for the document: who writes one has it already. */
const headColumns = ['id', 'page', 'title', 'revision', 'created_at', 'updated_at'] as const

function putDocument(transaction: Transaction<Schema>, id: string, save: SessionSave, now: Date) {
  const at = now.toISOString()
  const document = JSON.stringify(save.document)
  const { page } = save.document
  const { title } = save
  if (save.revision === 0)
    return transaction
      .insertInto('sessions')
      .values({ id, page, title: title ?? '', revision: 1, document, created_at: at, updated_at: at, deleted_at: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning(headColumns)
      .executeTakeFirst()
  return transaction
    .updateTable('sessions')
    .set({ page, ...(title !== undefined && { title }), revision: save.revision + 1, document, updated_at: at })
    .where('id', '=', id)
    .where('revision', '=', save.revision)
    .where('deleted_at', 'is', null)
    .returning(headColumns)
    .executeTakeFirst()
}

/**
 * Name, tags and pin stand beside the document: they need no revision and can lose nobody's work. False: there is no such
 * session.
 */
export async function changeSession(
  database: Database,
  id: string,
  change: SessionChange,
  now: Date,
): Promise<boolean> {
  const isChanged = await database.transaction().execute(async (transaction) => {
    const head = await transaction
      .selectFrom('session_heads')
      .select(['number', 'pinned_at'])
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (head === undefined) return false
    const { title, tags, isPinned } = change
    if (title !== undefined) await transaction.updateTable('sessions').set({ title }).where('id', '=', id).execute()
    if (isPinned !== undefined && isPinned !== (head.pinned_at !== null))
      await transaction
        .updateTable('session_heads')
        .set({ pinned_at: isPinned ? now.toISOString() : null })
        .where('id', '=', id)
        .execute()
    if (tags !== undefined) await keepTags(transaction, head.number, tags)
    return true
  })
  database.onSessions?.()
  return isChanged
}

export function keepTags(transaction: Transaction<Schema>, session: number, tags: string[]): Promise<void> {
  return keepTagsOf(transaction, new Map([[session, tags]]))
}

/** By session's number; some hundred sessions at most. */
export async function keepTagsOf(
  transaction: Transaction<Schema>,
  tagsOf: ReadonlyMap<number, readonly string[]>,
): Promise<void> {
  const sessions = [...tagsOf.keys()]
  if (sessions.length === 0) return
  await transaction.deleteFrom('session_labels').where('session', 'in', sessions).where('kind', '=', 'tag').execute()
  await queueSessions(transaction, sessions, 'document')
  const labels = [...tagsOf].flatMap(([session, tags]) => {
    const byFolded = new Map(tags.map((name) => [foldedTag(name), name]))
    return [...byFolded].map(([folded, name]) => ({ session, kind: 'tag' as const, folded, name }))
  })
  if (labels.length > 0) await transaction.insertInto('session_labels').values(labels).execute()
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

/** False: there is none. */
export async function restoreSession(database: Database, id: string): Promise<boolean> {
  const result = await database
    .updateTable('sessions')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

interface CopyContext {
  newId: () => string
  now: Date
  isEnded: (invocationId: string) => boolean
}

/** The replies are shared, not copied: an invocation that ended never changes. Those under way stay with the original. */
export async function duplicateSession(
  database: Database,
  id: string,
  { newId, now, isEnded }: CopyContext,
): Promise<Session | undefined> {
  const original = await readSession(database, id)
  return original && insertCopy(database, { ...original, title: `${original.title} (copy)` }, { newId, now, isEnded })
}

/** A new session like this one, under ids of its own. */
export async function insertCopy(
  database: Database,
  { title, document }: Pick<Session, 'title' | 'document'>,
  { newId, now, isEnded }: CopyContext,
): Promise<Session | undefined> {
  const save = { revision: 0, title: title.slice(0, 300), document: copyDocument(document, { newId, isEnded }) }
  const copy = await saveSession(database, newId(), save, now)
  return copy.type === 'saved' ? copy.session : undefined
}

function headOf(row: Pick<SessionRecord, (typeof headColumns)[number]>): Omit<Session, 'document'> {
  return {
    id: row.id,
    title: row.title,
    // Written by this program after the schema had checked it; so is the document.
    page: row.page as Session['page'],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
  }
}

function sessionOf(row: SessionRecord): Session {
  return { ...headOf(row), document: JSON.parse(row.document) as SessionDocument }
}
