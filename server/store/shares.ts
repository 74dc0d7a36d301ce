import { sql, type ExpressionBuilder, type ExpressionWrapper, type SqlBool, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Schema, ShareRecord } from './schema.ts'

/** The share and its page, or neither. */
export async function insertShare(database: Database, share: ShareRecord, page: string): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.insertInto('share_pages').values({ share_id: share.id, page }).execute()
    await transaction.insertInto('shares').values(share).execute()
  })
}

export type ShareHead = Omit<ShareRecord, 'token_hash'>

const heads = [
  'id',
  'session_id',
  'title',
  'created_at',
  'expires_at',
  'passphrase',
  'max_views',
  'views',
  'last_viewed_at',
] as const

/** How long one that has ended is still listed, with its counts. */
const msEndedKept = 30 * 24 * 60 * 60_000

/** Newest first. */
export async function listShares(database: Database): Promise<ShareHead[]> {
  return await database.selectFrom('shares').select(heads).orderBy('created_at', 'desc').orderBy('id').execute()
}

/**
 * One that can be read now. One statement and no row for every other token, whether it was guessed, has expired or was used
 * up: nothing differs that could be measured. The page itself is read last.
 */
export async function findShare(database: Database, tokenHash: string, now: Date): Promise<ShareHead | undefined> {
  return await database
    .selectFrom('shares')
    .select(heads)
    .where('token_hash', '=', tokenHash)
    .where((where) => isReadable(where, now))
    .executeTakeFirst()
}

/** Counts a view and gives the page; undefined where the last view was taken, or it was revoked, meanwhile. */
export async function viewShare(database: Database, id: string, now: Date): Promise<string | undefined> {
  // Read first: whose view is counted has it, also when the one after ends the share.
  const row = await database.selectFrom('share_pages').select('page').where('share_id', '=', id).executeTakeFirst()
  const counted = await database
    .updateTable('shares')
    .set({ views: sql`views + 1`, last_viewed_at: now.toISOString() })
    .where('id', '=', id)
    .where((where) => isReadable(where, now))
    .returning(['views', 'max_views'])
    .executeTakeFirst()
  if (row === undefined || counted === undefined) return undefined
  if (counted.views === counted.max_views) await endShares(database, now)
  return row.page
}

/** What was shared is gone for good, at once. False: there was none. */
export async function revokeShare(database: Database, id: string): Promise<boolean> {
  return await wipe(database, async (transaction) => {
    const result = await transaction.deleteFrom('shares').where('id', '=', id).executeTakeFirst()
    await transaction.deleteFrom('share_pages').where('share_id', '=', id).execute()
    return result.numDeletedRows > 0n
  })
}

export async function revokeAllShares(database: Database): Promise<void> {
  await wipe(database, async (transaction) => {
    await transaction.deleteFrom('shares').execute()
    await transaction.deleteFrom('share_pages').execute()
  })
}

/**
 * Of those that have expired or were read as often as they may be, the page goes and so does what is known of the link; that
 * they were there stays in the list for a month. How many pages went.
 */
export async function endShares(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - msEndedKept).toISOString()
  await database
    .deleteFrom('shares')
    .where('token_hash', 'like', 'ended %')
    .where((where) => where.or([where('expires_at', '<', before), where('last_viewed_at', '<', before)]))
    .execute()
  const ended = await database
    .selectFrom('shares')
    .select('id')
    .where('token_hash', 'not like', 'ended %')
    .where((where) => where.not(isReadable(where, now)))
    .execute()
  if (ended.length === 0) return 0
  return await wipe(database, async (transaction) => {
    for (const { id } of ended) {
      await transaction
        .updateTable('shares')
        .set({ token_hash: sql`'ended ' || id` })
        .where('id', '=', id)
        .execute()
      await transaction.deleteFrom('share_pages').where('share_id', '=', id).execute()
    }
    return ended.length
  })
}

function isReadable(
  where: ExpressionBuilder<Schema, 'shares'>,
  now: Date,
): ExpressionWrapper<Schema, 'shares', SqlBool> {
  return where.and([
    where.or([where('expires_at', 'is', null), where('expires_at', '>', now.toISOString())]),
    where.or([where('max_views', 'is', null), where('views', '<', where.ref('max_views'))]),
  ])
}

/** One at a time for each database: the end of one must not switch off what another still deletes under. */
const wipes = new WeakMap<Database, Promise<unknown>>()

function wipe<Result>(
  database: Database,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  const mine = (wipes.get(database) ?? Promise.resolve()).then(() => wipeNow(database, work))
  wipes.set(
    database,
    mine.catch(() => undefined),
  )
  return mine
}

/**
 * SQLite leaves what was deleted in its file until something is written over it, and in the log until that is written back;
 * Postgres until its vacuum has come by. One transaction: a process that is killed leaves no page without its share.
 */
async function wipeNow<Result>(
  database: Database,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  if (database.dialect === 'postgres') {
    const result = await database.transaction().execute(work)
    await sql`vacuum share_pages`.execute(database).catch(() => undefined)
    return result
  }
  await sql`pragma secure_delete = on`.execute(database)
  try {
    return await database.transaction().execute(work)
  } finally {
    await sql`pragma secure_delete = off`.execute(database)
    // Refused while something else is being written; SQLite does it by itself later.
    await sql`pragma wal_checkpoint(truncate)`.execute(database).catch(() => undefined)
  }
}
