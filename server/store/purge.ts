import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { heldIds, holdingsOf } from './sessionHoldings.ts'

/** How long a deleted session can be restored. */
const msDeletedKept = 30 * 24 * 60 * 60_000
/** Sessions deleted in one commit, all of them or none. */
export const removedPerCommit = 10
const perStatement = 500

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
  return (await removeSome(database, [id])).length > 0
}

export async function emptyBin(database: Database): Promise<number> {
  const gone = await database.selectFrom('session_heads').select('id').where('deleted_at', 'is not', null).execute()
  return remove(
    database,
    gone.map((row) => row.id),
  )
}

async function remove(database: Database, ids: string[]): Promise<number> {
  let removed = 0
  for (let at = 0; at < ids.length; at += removedPerCommit)
    removed += (await removeSome(database, ids.slice(at, at + removedPerCommit))).length
  return removed
}

/**
 * Those of the bin, a few, in one commit; answers which. With their versions, and with their invocations and vectors unless another session shows them. Shares stay: each is a
 * page of its own. What was restored meanwhile stays too.
 */
export async function removeSome(database: Database, named: string[]): Promise<string[]> {
  const ids = await inBin(database, named)
  if (ids.length === 0) return []
  const { invocations, vectors } = await holdingsOf(database, ids)
  const held = await heldIds(database, [...invocations, ...vectors], ids)
  const orphans = [...invocations].filter((id) => !held.has(id))
  const orphanVectors = [...vectors].filter((id) => !held.has(id))
  const isRemoved = await database.transaction().execute(async (transaction) => {
    if ((await inBin(transaction, ids)).length < ids.length) return false
    for (let at = 0; at < orphans.length; at += perStatement)
      await transaction
        .deleteFrom('invocations')
        .where('id', 'in', orphans.slice(at, at + perStatement))
        .execute()
    for (let at = 0; at < orphanVectors.length; at += perStatement)
      await transaction
        .deleteFrom('vector_blocks')
        .where('vectors_id', 'in', orphanVectors.slice(at, at + perStatement))
        .execute()
    await transaction.deleteFrom('session_versions').where('session_id', 'in', ids).execute()
    await transaction.deleteFrom('session_version_names').where('session_id', 'in', ids).execute()
    await transaction.deleteFrom('sessions').where('id', 'in', ids).execute()
    return true
  })
  // One was restored meanwhile: what only it held may be held no more by the others' measure.
  return isRemoved ? ids : removeSome(database, ids)
}

async function inBin(database: Kysely<Schema>, ids: string[]): Promise<string[]> {
  const rows = await database
    .selectFrom('session_heads')
    .select('id')
    .where('id', 'in', ids)
    .where('deleted_at', 'is not', null)
    .execute()
  return rows.map(({ id }) => id)
}
