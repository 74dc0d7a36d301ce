import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { ShareRecord } from './schema.ts'

export async function insertShare(database: Database, share: ShareRecord): Promise<void> {
  await database.insertInto('shares').values(share).execute()
}

type ShareHead = Omit<ShareRecord, 'page' | 'token_hash'>

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
  'revoked_at',
] as const

/** Newest first, revoked ones left out. */
export async function listShares(database: Database): Promise<ShareHead[]> {
  return await database
    .selectFrom('shares')
    .select(heads)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

/** Whether or not it can still be read. The page itself is read last, so that every refusal takes as long. */
export async function findShare(database: Database, tokenHash: string): Promise<ShareHead | undefined> {
  return await database.selectFrom('shares').select(heads).where('token_hash', '=', tokenHash).executeTakeFirst()
}

/** Counts a view and gives the page; undefined where the last view was taken, or it was revoked, meanwhile. */
export async function viewShare(database: Database, id: string, now: Date): Promise<string | undefined> {
  const row = await database
    .updateTable('shares')
    .set({ views: sql`views + 1`, last_viewed_at: now.toISOString() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('max_views', 'is', null), where('views', '<', where.ref('max_views'))]))
    .returning('page')
    .executeTakeFirst()
  return row?.page
}

/** What was shared is gone for good, at once. False: there was none. */
export async function revokeShare(database: Database, id: string, now: Date): Promise<boolean> {
  const result = await database
    .updateTable('shares')
    .set({ revoked_at: now.toISOString(), page: '' })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
