import type { Transaction } from 'kysely'
import type { Session, SessionDocument, SessionSave } from '../contract/session.ts'
import { decodeVectorHeaders } from '../contract/vectorFrame.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { sessionFacts, writeFacts, type ShownChange } from './sessionFacts.ts'
import { holdNames, keepVersion, namesOf, readVersion } from './sessionVersions.ts'
import { versionWords } from './versionWords.ts'

type At = { id: string; now: Date }

/**
 * Before a save is written: what it replaces, where that must not be lost. A merge asks for it; an Embed page's document
 * does not change when it is sent, so what was embedded is kept when it is about to be changed.
 */
export async function keepReplaced(
  transaction: Transaction<Schema>,
  { id, now }: At,
  save: SessionSave,
): Promise<void> {
  if (save.revision === 0) return
  const isElsewhere = save.keepsReplaced === true
  const mark = save.document.page === 'embed' ? await vectorsMark(transaction, id) : ''
  if (!isElsewhere && mark <= (await lastMark(transaction, id, mark))) return
  const stored = await readStored(transaction, id, save.revision)
  if (stored === undefined) return
  const { title, document } = stored
  if (!isElsewhere && (await isFromBefore(transaction, id, { mark, document, next: save.document }))) return
  await keepVersion(
    transaction,
    id,
    { why: isElsewhere ? 'elsewhere' : 'sent', title, document, words: versionWords(document), mark },
    now,
  )
  await holdGone(transaction, id, { before: document, after: save.document })
}

/** After a save was written: the point one can go back to, where something was sent. */
export async function keepSent(
  transaction: Transaction<Schema>,
  { id, now }: At,
  { title, document, shown }: { title: string; document: SessionDocument; shown: ShownChange },
): Promise<void> {
  await holdNames(transaction, id, shown.gone)
  if (shown.added.length === 0) return
  await keepVersion(transaction, id, { why: 'sent', title, document, words: versionWords(document, shown.added) }, now)
}

/** What is there now becomes a version, then the old document is the newest revision. Undefined: there is no such one. */
export async function restoreVersion(
  database: Database,
  { id, number, now }: At & { number: number },
): Promise<Pick<Session, 'document'> | undefined> {
  return database.transaction().execute(async (transaction) => {
    const stored = await readStored(transaction, id)
    const old = await readVersion(transaction, id, number)
    if (stored === undefined || old === undefined) return undefined
    const { title, document: before, revision } = stored
    const mark = before.page === 'embed' ? await vectorsMark(transaction, id) : ''
    const draft = { why: 'before-going-back' as const, title, document: before, words: versionWords(before), mark }
    await keepVersion(transaction, id, draft, now)
    await holdGone(transaction, id, { before, after: old.document })
    await transaction
      .updateTable('sessions')
      .set({ document: JSON.stringify(old.document), revision: revision + 1, updated_at: now.toISOString() })
      .where('id', '=', id)
      .execute()
    await writeFacts(transaction, id, sessionFacts(old.document))
    return { document: old.document }
  })
}

async function holdGone(
  transaction: Transaction<Schema>,
  id: string,
  { before, after }: { before: SessionDocument; after: SessionDocument },
): Promise<void> {
  const named = new Set(namesOf(after))
  await holdNames(
    transaction,
    id,
    namesOf(before).filter((name) => !named.has(name)),
  )
}

async function readStored(transaction: Transaction<Schema>, id: string, revision?: number) {
  const row = await transaction
    .selectFrom('sessions')
    .select(['title', 'document', 'revision'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .$if(revision !== undefined, (query) => query.where('revision', '=', revision ?? 0))
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, document: JSON.parse(row.document) as SessionDocument }
}

/** When the last vectors of the session came: those after a version's mark are in no version yet. */
async function vectorsMark(transaction: Transaction<Schema>, id: string): Promise<string> {
  const row = await transaction
    .selectFrom('vector_blocks')
    .select((build) => build.fn.max<string | null>('created_at').as('at'))
    .where('session_id', '=', id)
    .executeTakeFirst()
  return row?.at ?? ''
}

/**
 * The document that was embedded is about to be saved only now: its vectors may come first, since a save waits until one
 * typed no more. What is stored is from before then, and the next save keeps this one.
 */
async function isFromBefore(
  transaction: Transaction<Schema>,
  id: string,
  { mark, document, next }: { mark: string; document: SessionDocument; next: SessionDocument },
): Promise<boolean> {
  const blocks = await transaction
    .selectFrom('vector_blocks')
    .select(['vectors_id', 'frame'])
    .where('session_id', '=', id)
    .where('created_at', '=', mark)
    .execute()
  const shownIn = (shown: SessionDocument) => {
    if (shown.page !== 'embed') return 0
    const texts = new Set(shown.texts.map((text) => text.id))
    return blocks
      .filter((block) => shown.models.some(({ vectorsId }) => vectorsId === block.vectors_id))
      .flatMap(({ frame }) => decodeVectorHeaders(frame).flatMap(({ textIds }) => textIds))
      .filter((textId) => texts.has(textId)).length
  }
  return shownIn(document) < shownIn(next)
}

async function lastMark(transaction: Transaction<Schema>, id: string, mark: string): Promise<string> {
  if (mark === '') return ''
  const row = await transaction
    .selectFrom('session_versions')
    .select((build) => build.fn.max<string | null>('mark').as('mark'))
    .where('session_id', '=', id)
    .executeTakeFirst()
  return row?.mark ?? ''
}
