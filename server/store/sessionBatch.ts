import type { Transaction } from 'kysely'
import type { SessionBatch } from '../contract/sessionBatch.ts'
import { changeTags, type TagChange } from '../contract/tagChange.ts'
import type { Database } from './database.ts'
import { removedPerCommit, removeSome } from './purge.ts'
import type { Schema } from './schema.ts'
import { keepTagsOf } from './sessions.ts'

/** Some 10 ms of the store's thread; between two commits others have it. */
const perCommit = 100

/** All but copying, which makes sessions. */
export type BatchChange = Exclude<SessionBatch, { action: 'duplicate' }>

/**
 * Done to as many of the sessions as are there, in few commits. After each `onDone` hears which were done of those it
 * named: a failure takes nothing back.
 */
export async function changeMany(
  database: Database,
  change: BatchChange,
  { now, onDone }: { now: Date; onDone: (done: string[], named: string[]) => void },
): Promise<void> {
  const size = change.action === 'delete' ? removedPerCommit : perCommit
  for (let at = 0; at < change.ids.length; at += size) {
    const ids = change.ids.slice(at, at + size)
    onDone(await changeSome(database, { ...change, ids }, now), ids)
  }
  database.onSessions?.()
}

function changeSome(database: Database, change: BatchChange, now: Date): Promise<string[]> {
  const { action, ids } = change
  switch (action) {
    case 'delete':
      return removeSome(database, ids)
    case 'bin':
      return setDeleted(database, ids, now.toISOString())
    case 'restore':
      return setDeleted(database, ids, null)
    case 'pin':
      return setPinned(database, ids, now.toISOString())
    case 'unpin':
      return setPinned(database, ids, null)
    case 'tag':
      return database.transaction().execute((transaction) => changeTagsOf(transaction, ids, change))
  }
}

async function setDeleted(database: Database, ids: string[], moment: string | null): Promise<string[]> {
  const rows = await database
    .updateTable('sessions')
    .set({ deleted_at: moment })
    .where('id', 'in', ids)
    .where('deleted_at', moment === null ? 'is not' : 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** One that is as it should be keeps its moment, and is done. */
async function setPinned(database: Database, ids: string[], moment: string | null): Promise<string[]> {
  const rows = await database
    .updateTable('session_heads')
    .set((build) => ({ pinned_at: moment === null ? null : build.fn.coalesce('pinned_at', build.val(moment)) }))
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function changeTagsOf(transaction: Transaction<Schema>, ids: string[], change: TagChange): Promise<string[]> {
  const heads = await transaction
    .selectFrom('session_heads')
    .select(['id', 'number'])
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute()
  if (heads.length === 0) return []
  const numbers = heads.map(({ number }) => number)
  const labels = await transaction
    .selectFrom('session_labels')
    .select(['session', 'name'])
    .where('session', 'in', numbers)
    .where('kind', '=', 'tag')
    .orderBy('folded')
    .execute()
  const before = Map.groupBy(labels, ({ session }) => session)
  const after = new Map<number, string[]>()
  for (const number of numbers) {
    const held = before.get(number)?.map(({ name }) => name) ?? []
    const tags = changeTags(held, change)
    if (tags.join('\n') !== held.join('\n')) after.set(number, tags)
  }
  await keepTagsOf(transaction, after)
  return heads.map(({ id }) => id)
}
