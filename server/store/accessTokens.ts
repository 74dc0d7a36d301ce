import type { Database } from './database.ts'
import type { AccessTokenRecord } from './schema.ts'

/** Of an access token the digest is stored, never the secret. A revoked one stays: it says that there was one. */
export type StoredAccessToken = AccessTokenRecord

export async function listAccessTokens(database: Database): Promise<StoredAccessToken[]> {
  return await database.selectFrom('access_tokens').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function insertAccessToken(database: Database, token: StoredAccessToken): Promise<void> {
  await database.insertInto('access_tokens').values(token).execute()
}

export async function markAccessTokenRevoked(database: Database, id: string, at: string): Promise<void> {
  await database.updateTable('access_tokens').set({ revoked_at: at }).where('id', '=', id).execute()
}

export async function saveAccessTokenUse(database: Database, id: string, at: string): Promise<void> {
  await database.updateTable('access_tokens').set({ last_used_at: at }).where('id', '=', id).execute()
}
