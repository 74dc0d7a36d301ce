import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import type { Transaction } from 'kysely'
import type { Session, SessionDocument } from '../contract/session.ts'
import type { SessionVersion, VersionReason } from '../contract/sessionVersion.ts'
import { invocationIdsOf, vectorsIdsOf } from './copyDocument.ts'
import type { Database } from './database.ts'
import type { Schema, SessionVersionRecord } from './schema.ts'
import { sendsOf } from './sessionFacts.ts'

/**
 * Points one can go back to. A version is written in the transaction of the save it belongs to, so that there is never
 * one without the other.
 *
 * What a version shows must not be purged. Writing all its names beside each version would cost the square of a session's
 * sends; a name is written once instead, when the session itself stops naming it: with the last version there was, which
 * is the last one that can name it. Where that version goes, the name passes to the one before.
 */
export interface VersionDraft {
  why: VersionReason
  title: string
  document: SessionDocument
  words: string
  mark?: string
}

type Group = 'own' | 'elsewhere'

/**
 * Of each session, and of what was changed elsewhere apart, so that two people typing against each other push nobody's
 * own points out. A hundred sends are a long day's work; a document of a hundred turns with 16 panes is 40 KB compressed.
 */
export const versionBounds = { versions: 100, storedBytes: 8 * 1024 * 1024 }

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

export async function keepVersion(
  transaction: Transaction<Schema>,
  sessionId: string,
  draft: VersionDraft,
  now: Date,
): Promise<void> {
  const json = Buffer.from(JSON.stringify(draft.document))
  const document = await compress(json)
  const number = (await lastNumber(transaction, sessionId)) + 1
  await transaction
    .insertInto('session_versions')
    .values({
      session_id: sessionId,
      number,
      kept_at: now.toISOString(),
      why: draft.why,
      title: draft.title,
      words: draft.words,
      sends: sendsOf(draft.document),
      byte_length: json.byteLength,
      stored_bytes: document.byteLength,
      mark: draft.mark ?? '',
      document,
    })
    .execute()
  // Vectors may be another session's (a duplicate's original), which can be purged while this one names them.
  await holdNames(transaction, sessionId, vectorsIdsOf(draft.document))
  await dropOldest(transaction, sessionId)
}

async function lastNumber(transaction: Transaction<Schema>, sessionId: string): Promise<number> {
  const row = await transaction
    .selectFrom('session_versions')
    .select((build) => build.fn.max<number | null>('number').as('last'))
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  return row?.last ?? 0
}

/** What the session named until now and no longer does: its versions may. */
export async function holdNames(
  transaction: Transaction<Schema>,
  sessionId: string,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  const number = await lastNumber(transaction, sessionId)
  if (number === 0) return
  for (let at = 0; at < names.length; at += perStatement)
    await transaction
      .insertInto('session_version_names')
      .values(names.slice(at, at + perStatement).map((name) => ({ session_id: sessionId, name, number })))
      .onConflict((conflict) => conflict.columns(['session_id', 'name']).doUpdateSet({ number }))
      .execute()
}

/** A few hundred rows a statement: SQLite takes 32,766 variables, Postgres 65,535. */
const perStatement = 500

export function namesOf(document: SessionDocument): string[] {
  return [...invocationIdsOf(document), ...vectorsIdsOf(document)]
}

async function dropOldest(transaction: Transaction<Schema>, sessionId: string): Promise<void> {
  const rows = await transaction
    .selectFrom('session_versions')
    .select(['number', 'why', 'stored_bytes'])
    .where('session_id', '=', sessionId)
    .orderBy('number', 'desc')
    .execute()
  const kept: Record<Group, { versions: number; storedBytes: number }> = {
    own: { versions: 0, storedBytes: 0 },
    elsewhere: { versions: 0, storedBytes: 0 },
  }
  const numbers = rows.map((row) => row.number)
  for (const { number, why, stored_bytes } of rows) {
    const group = kept[why === 'elsewhere' ? 'elsewhere' : 'own']
    group.versions++
    group.storedBytes += stored_bytes
    // The newest of a group stays, however large.
    if (group.versions === 1) continue
    if (group.versions <= versionBounds.versions && group.storedBytes <= versionBounds.storedBytes) continue
    await drop(transaction, sessionId, { number, earlier: numbers.find((other) => other < number) })
    numbers.splice(numbers.indexOf(number), 1)
  }
}

async function drop(
  transaction: Transaction<Schema>,
  sessionId: string,
  { number, earlier }: { number: number; earlier: number | undefined },
): Promise<void> {
  await transaction
    .deleteFrom('session_versions')
    .where('session_id', '=', sessionId)
    .where('number', '=', number)
    .execute()
  if (earlier === undefined)
    await transaction
      .deleteFrom('session_version_names')
      .where('session_id', '=', sessionId)
      .where('number', '<=', number)
      .execute()
  else
    await transaction
      .updateTable('session_version_names')
      .set({ number: earlier })
      .where('session_id', '=', sessionId)
      .where('number', '=', number)
      .execute()
}

const rowColumns = ['number', 'kept_at', 'why', 'title', 'words', 'sends', 'byte_length'] as const

/** The last one kept first. */
export async function listVersions(database: Database, sessionId: string): Promise<SessionVersion[]> {
  const rows = await database
    .selectFrom('session_versions')
    .select(rowColumns)
    .where('session_id', '=', sessionId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(versionOf)
}

export async function readVersion(
  database: Database | Transaction<Schema>,
  sessionId: string,
  number: number,
): Promise<{ version: SessionVersion; document: SessionDocument } | undefined> {
  const row = await database
    .selectFrom('session_versions')
    .select([...rowColumns, 'document'])
    .where('session_id', '=', sessionId)
    .where('number', '=', number)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const json = (await decompress(row.document)).toString('utf8')
  // Written by this program after the schema had checked it.
  return { version: versionOf(row), document: JSON.parse(json) as SessionDocument }
}

/** The session as it was. */
export function sessionAt(session: Session, { version, document }: NonNullable<ReadVersion>): Session {
  return { ...session, title: version.title, updatedAt: version.keptAt, document }
}

type ReadVersion = Awaited<ReturnType<typeof readVersion>>

function versionOf(row: Pick<SessionVersionRecord, (typeof rowColumns)[number]>): SessionVersion {
  return {
    number: row.number,
    keptAt: row.kept_at,
    why: row.why as VersionReason,
    title: row.title,
    words: row.words,
    sends: row.sends,
    byteLength: row.byte_length,
  }
}
