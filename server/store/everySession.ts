import type { Session, SessionDocument } from '../contract/session.ts'
import type { SessionVersion } from '../contract/sessionVersion.ts'
import type { Database } from './database.ts'
import { listVersions, readVersion } from './sessionVersions.ts'

/** Newest change first. */
export async function everySessionId(
  database: Database,
  { only, withBin }: { only: string[] | undefined; withBin: boolean },
): Promise<string[]> {
  let query = database.selectFrom('session_heads').select('id').orderBy('updated_at', 'desc').orderBy('id')
  if (!withBin) query = query.where('deleted_at', 'is', null)
  if (only !== undefined) query = query.where('id', 'in', only)
  return (await query.execute()).map((row) => row.id)
}

/** A session with what stands beside its document. */
export interface KeptSession extends Session {
  tags: string[]
  pinnedAt: string | null
  deletedAt: string | null
}

/** Also one in the bin. */
export async function readKeptSession(database: Database, id: string): Promise<KeptSession | undefined> {
  const row = await database
    .selectFrom('sessions as s')
    .innerJoin('session_heads as h', 'h.id', 's.id')
    .selectAll('s')
    .select(['h.number', 'h.pinned_at'])
    .where('s.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const tags = await database
    .selectFrom('session_labels')
    .select('name')
    .where('session', '=', row.number)
    .where('kind', '=', 'tag')
    .orderBy('folded')
    .execute()
  return {
    id: row.id,
    title: row.title,
    // Written by this program after the schema had checked it; so is the document.
    page: row.page as Session['page'],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
    document: JSON.parse(row.document) as SessionDocument,
    tags: tags.map(({ name }) => name),
    pinnedAt: row.pinned_at,
    deletedAt: row.deleted_at,
  }
}

export interface KeptVersion extends Pick<SessionVersion, 'keptAt' | 'why' | 'title' | 'words'> {
  document: SessionDocument
}

/** Oldest first, one document at a time. */
export async function* everyVersion(database: Database, sessionId: string): AsyncGenerator<KeptVersion> {
  for (const { number } of (await listVersions(database, sessionId)).toReversed()) {
    const found = await readVersion(database, sessionId, number)
    if (found !== undefined) yield { ...found.version, document: found.document }
  }
}
