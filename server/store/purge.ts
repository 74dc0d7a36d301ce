import type { SessionDocument } from '../contract/session.ts'
import { invocationIdsOf, vectorsIdsOf } from './copyDocument.ts'
import type { Database } from './database.ts'

/** How long a deleted session can be restored. */
const msDeletedKept = 30 * 24 * 60 * 60_000

/** Removes for good the sessions deleted more than 30 days ago. */
export async function purgeDeleted(database: Database, now: Date): Promise<number> {
  const oldest = new Date(now.getTime() - msDeletedKept).toISOString()
  const gone = await database.selectFrom('session_heads').select('id').where('deleted_at', '<', oldest).execute()
  return remove(
    database,
    gone.map((row) => row.id),
  )
}

/** Only from the bin. False: it is not there. */
export async function deleteForEver(database: Database, id: string): Promise<boolean> {
  const gone = await database
    .selectFrom('session_heads')
    .select('id')
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .executeTakeFirst()
  return gone !== undefined && (await remove(database, [gone.id])) > 0
}

export async function emptyBin(database: Database): Promise<number> {
  const gone = await database.selectFrom('session_heads').select('id').where('deleted_at', 'is not', null).execute()
  return remove(
    database,
    gone.map((row) => row.id),
  )
}

/**
 * With their versions, invocations and vectors, unless a session that is still there (a duplicate) or a version of it
 * shows them. Documents are read a hundred at a time, so that the event loop stays free.
 */
async function remove(database: Database, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0
  const orphans = new Set<string>()
  const goneVectors = new Set<string>()
  for (const id of ids) {
    const rows = await database.selectFrom('invocations').select('id').where('session_id', '=', id).execute()
    for (const row of rows) orphans.add(row.id)
    // Also those of models that were changed or removed since, which no document names any more.
    const blocks = await database
      .selectFrom('vector_blocks')
      .select('vectors_id')
      .distinct()
      .where('session_id', '=', id)
      .execute()
    for (const block of blocks) goneVectors.add(block.vectors_id)
    const named = await database
      .selectFrom('session_version_names')
      .select('name')
      .where('session_id', '=', id)
      .execute()
    for (const { name } of named) goneVectors.add(name)
  }
  const purged = new Set(ids)
  const usedVectors = new Set<string>()
  for (let after = ''; ;) {
    const page = await database
      .selectFrom('sessions')
      .select(['id', 'document'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(100)
      .execute()
    const last = page.at(-1)
    if (last === undefined) break
    after = last.id
    for (const row of page) {
      const document = JSON.parse(row.document) as SessionDocument
      const isPurged = purged.has(row.id)
      // A duplicate names the vectors of its original.
      for (const id of vectorsIdsOf(document)) (isPurged ? goneVectors : usedVectors).add(id)
      if (!isPurged) for (const used of invocationIdsOf(document)) orphans.delete(used)
    }
    await new Promise((resume) => setImmediate(resume))
  }
  await database.transaction().execute(async (transaction) => {
    for (const id of ids) {
      await transaction.deleteFrom('session_versions').where('session_id', '=', id).execute()
      await transaction.deleteFrom('session_version_names').where('session_id', '=', id).execute()
    }
    // What is left of the names is another session's versions'.
    for (const id of orphans)
      await transaction
        .deleteFrom('invocations')
        .where('id', '=', id)
        .where('id', 'not in', transaction.selectFrom('session_version_names').select('name').where('name', '=', id))
        .execute()
    for (const id of goneVectors)
      if (!usedVectors.has(id))
        await transaction
          .deleteFrom('vector_blocks')
          .where('vectors_id', '=', id)
          .where(
            'vectors_id',
            'not in',
            transaction.selectFrom('session_version_names').select('name').where('name', '=', id),
          )
          .execute()
    for (const id of ids) await transaction.deleteFrom('sessions').where('id', '=', id).execute()
  })
  return ids.length
}
