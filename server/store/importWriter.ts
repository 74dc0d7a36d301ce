import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely'
import type { SessionDocument } from '../contract/session.ts'
import type { Database } from './database.ts'
import type { Schema, SessionVersionRecord } from './schema.ts'
import { giveAway } from './givenAway.ts'
import { largeColumns, sizeOf, type ImportedInvocation, type LargeColumn } from './importedInvocation.ts'
import { writeFacts, type SessionFacts } from './sessionFacts.ts'
import { keepTags } from './sessions.ts'
import type { Dialect } from './storeLink.ts'

/** A session as it comes out of a file, under ids that are new. */
export interface ImportedSession {
  id: string
  page: SessionDocument['page']
  title: string
  /** JSON. */
  document: string
  facts: SessionFacts
  tags: string[]
  createdAt: string
  updatedAt: string
  pinnedAt: string | null
  deletedAt: string | null
  /** Invocations and vectors that a version names and the session no longer does, each with the last such version. */
  heldNames: { name: string; number: number }[]
}

export interface ImportedVersion {
  sessionId: string
  number: number
  keptAt: string
  why: string
  title: string
  words: string
  sends: number
  byteLength: number
  /** zstd of JSON. */
  document: Uint8Array
}

export interface ImportedVectors {
  id: string
  vectorsId: string
  sessionId: string
  frame: Uint8Array
  /** Its place among those of the file: a later one stands in front of an earlier one. */
  number: number
}

/**
 * Writes what an import reads, whole sessions only: what belongs to a session is written in pieces as it comes, so that
 * none need be in memory at once, and the session itself last, in one commit with what is left of it. Until then nothing
 * of it is to be seen; `unfinished_imports` names it, and should the process end there, the next start removes what was
 * written (`removeUnfinished`). Nothing waits for the file inside a transaction: others would wait for it too.
 *
 * Imported replies were asked elsewhere, so they are in no list of this server's invocations and count for no endpoint.
 */
export interface ImportWriter {
  addInvocation(record: ImportedInvocation): Promise<void>
  addVectors(vectors: ImportedVectors): Promise<void>
  addVersion(version: ImportedVersion): Promise<void>
  /** Visible with the next commit. */
  addSession(session: ImportedSession): void
  commit(): Promise<void>
  /** Removes what was not committed. */
  abandon(): Promise<void>
}

/** What waits to be written, and what is copied to the store's thread at once. */
const maxWaiting = 1024 * 1024
const rowsPerInsert = 20

export function createImportWriter(database: Database, now: Date): ImportWriter {
  const begun = new Set<string>()
  let invocations: ImportedInvocation[] = []
  let vectors: ImportedVectors[] = []
  let versions: ImportedVersion[] = []
  let sessions: ImportedSession[] = []
  let waiting = 0

  async function write(to: Kysely<Schema>): Promise<void> {
    for (const rows of portions(invocations))
      await to
        .insertInto('invocations')
        .values(rows.map((row) => valuesOf(row, database.dialect)))
        .execute()
    for (const { id, vectorsId, sessionId, frame, number } of vectors)
      await to
        .insertInto('vector_blocks')
        .values({
          id,
          vectors_id: vectorsId,
          session_id: sessionId,
          created_at: new Date(now.getTime() + number).toISOString(),
          frame,
        })
        .execute()
    for (const version of versions) await to.insertInto('session_versions').values(versionRow(version)).execute()
    invocations = []
    vectors = []
    versions = []
    waiting = 0
  }

  /** Before a session is there. */
  async function writeAhead(): Promise<void> {
    const ids = new Set([
      ...invocations.map((row) => row.session_id ?? ''),
      ...[...vectors, ...versions].map((one) => one.sessionId),
    ])
    for (const id of ids) {
      if (begun.has(id)) continue
      begun.add(id)
      await database.insertInto('unfinished_imports').values({ session_id: id }).execute()
    }
    await write(database)
  }

  return {
    async addInvocation(record) {
      invocations.push(record)
      waiting += sizeOf(record)
      if (waiting > maxWaiting) await writeAhead()
    },
    async addVectors(one) {
      vectors.push(one)
      waiting += one.frame.byteLength
      if (waiting > maxWaiting) await writeAhead()
    },
    async addVersion(one) {
      versions.push(one)
      waiting += one.document.byteLength
      if (waiting > maxWaiting) await writeAhead()
    },
    addSession: (session) => void sessions.push(session),
    async commit() {
      await database.transaction().execute(async (transaction) => {
        await write(transaction)
        for (const session of sessions) {
          await transaction
            .insertInto('sessions')
            .values({
              id: session.id,
              page: session.page,
              title: session.title,
              revision: 1,
              document: session.document,
              created_at: session.createdAt,
              updated_at: session.updatedAt,
              deleted_at: session.deletedAt,
            })
            .execute()
          await writeFacts(transaction, session.id, session.facts)
          await keepBeside(transaction, session)
          for (const { name, number } of session.heldNames)
            await transaction
              .insertInto('session_version_names')
              .values({ session_id: session.id, name, number })
              .execute()
          if (begun.has(session.id))
            await transaction.deleteFrom('unfinished_imports').where('session_id', '=', session.id).execute()
        }
      })
      for (const { id } of sessions) begun.delete(id)
      sessions = []
    },
    async abandon() {
      invocations = []
      vectors = []
      versions = []
      sessions = []
      for (const id of begun) await removeParts(database, id)
      begun.clear()
    },
  }
}

async function keepBeside(transaction: Transaction<Schema>, { id, tags, pinnedAt }: ImportedSession): Promise<void> {
  if (tags.length === 0 && pinnedAt === null) return
  const head = await transaction
    .selectFrom('session_heads')
    .select('number')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (tags.length > 0) await keepTags(transaction, head.number, tags)
  if (pinnedAt !== null)
    await transaction.updateTable('session_heads').set({ pinned_at: pinnedAt }).where('id', '=', id).execute()
}

/** At start: what an import had written of a session when the process ended. */
export async function removeUnfinished(database: Database): Promise<void> {
  const rows = await database.selectFrom('unfinished_imports').select('session_id').execute()
  for (const row of rows) await removeParts(database, row.session_id)
}

async function removeParts(database: Database, sessionId: string): Promise<void> {
  await database.deleteFrom('invocations').where('session_id', '=', sessionId).execute()
  await database.deleteFrom('vector_blocks').where('session_id', '=', sessionId).execute()
  await database.deleteFrom('session_versions').where('session_id', '=', sessionId).execute()
  await database.deleteFrom('unfinished_imports').where('session_id', '=', sessionId).execute()
}

function versionRow(version: ImportedVersion): SessionVersionRecord {
  return {
    session_id: version.sessionId,
    number: version.number,
    kept_at: version.keptAt,
    why: version.why,
    title: version.title,
    words: version.words,
    sends: version.sends,
    byte_length: version.byteLength,
    stored_bytes: version.document.byteLength,
    mark: '',
    document: version.document,
  }
}

function portions<T>(rows: T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsPerInsert) }, (_, index) =>
    rows.slice(index * rowsPerInsert, (index + 1) * rowsPerInsert),
  )
}

function valuesOf(record: ImportedInvocation, dialect: Dialect) {
  const { reply, request_body, request, response, events, body, ...rest } = record
  const large: Pick<ImportedInvocation, LargeColumn> = { reply, request_body, request, response, events, body }
  // Of the column's own kind: what is never null in the table is not here.
  if (dialect === 'sqlite') for (const column of largeColumns) giveAway(large[column])
  const texts = Object.fromEntries(largeColumns.map((column) => [column, textOf(large[column], dialect)])) as Record<
    LargeColumn,
    RawBuilder<string>
  >
  return { ...rest, ...texts }
}

/** Postgres' own convert_from takes no U+0000. */
function textOf(bytes: Uint8Array<ArrayBuffer> | null, dialect: Dialect): RawBuilder<string | null> {
  if (dialect === 'sqlite' || bytes === null) return sql`cast(${bytes} as text)`
  return sql`${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()}`
}
