import type { Database } from './database.ts'
import type { IssuedTokenRecord, ServicePrincipalRecord } from './schema.ts'

export type StoredServicePrincipal = ServicePrincipalRecord
export type StoredIssuedToken = IssuedTokenRecord

export async function listServicePrincipals(database: Database): Promise<StoredServicePrincipal[]> {
  return await database.selectFrom('service_principals').selectAll().orderBy('created_at').orderBy('id').execute()
}

export async function insertServicePrincipal(database: Database, principal: StoredServicePrincipal): Promise<void> {
  await database.insertInto('service_principals').values(principal).execute()
}

/** With the tokens issued for it. */
export async function markServicePrincipalRevoked(database: Database, id: string, at: string): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction.updateTable('service_principals').set({ revoked_at: at }).where('id', '=', id).execute()
    await transaction.deleteFrom('issued_tokens').where('principal_id', '=', id).execute()
  })
}

export async function saveServicePrincipalUse(database: Database, id: string, at: string): Promise<void> {
  await database.updateTable('service_principals').set({ last_used_at: at }).where('id', '=', id).execute()
}

/** Those that are still good; the others are deleted. */
export async function listIssuedTokens(database: Database, now: string): Promise<StoredIssuedToken[]> {
  await database.deleteFrom('issued_tokens').where('expires_at', '<=', now).execute()
  return await database.selectFrom('issued_tokens').selectAll().orderBy('expires_at').execute()
}

export async function insertIssuedToken(database: Database, token: StoredIssuedToken): Promise<void> {
  await database.insertInto('issued_tokens').values(token).execute()
}

export async function deleteIssuedTokens(database: Database, hashes: string[]): Promise<void> {
  if (hashes.length > 0) await database.deleteFrom('issued_tokens').where('hash', 'in', hashes).execute()
}
