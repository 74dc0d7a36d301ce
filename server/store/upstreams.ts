import type { UpstreamDraft } from '../contract/endpoint.ts'
import type { Database } from './database.ts'
import type { UpstreamRecord } from './schema.ts'

/** An upstream added on the page. `credential` is sealed: only the vault can read it. */
export interface StoredUpstream {
  id: string
  provider: string
  name: string
  baseUrl: string
  servesAllModels: boolean
  endpoints: UpstreamDraft['endpoints']
  credential: string | null
  lastFour: string | null
  /** OAuth machine-to-machine: `credential` is this client's secret. */
  clientId: string | null
  createdAt: string
}

export async function listUpstreams(database: Database): Promise<StoredUpstream[]> {
  const rows = await database.selectFrom('upstreams').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(upstreamOf)
}

/** Inserts it, or replaces the one with this id. */
export async function saveUpstream(database: Database, upstream: StoredUpstream): Promise<void> {
  const { id, ...columns } = recordOf(upstream)
  await database
    .insertInto('upstreams')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
}

export async function deleteUpstream(database: Database, id: string): Promise<void> {
  await database.deleteFrom('upstreams').where('id', '=', id).execute()
}

function upstreamOf(row: UpstreamRecord): StoredUpstream {
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    baseUrl: row.base_url,
    servesAllModels: row.serves_all_models === 1,
    // Written by this program after the schema had checked it.
    endpoints: JSON.parse(row.endpoints) as UpstreamDraft['endpoints'],
    credential: row.credential,
    lastFour: row.last_four,
    clientId: row.client_id,
    createdAt: row.created_at,
  }
}

function recordOf(upstream: StoredUpstream): UpstreamRecord {
  return {
    id: upstream.id,
    provider: upstream.provider,
    name: upstream.name,
    base_url: upstream.baseUrl,
    serves_all_models: upstream.servesAllModels ? 1 : 0,
    endpoints: JSON.stringify(upstream.endpoints),
    credential: upstream.credential,
    last_four: upstream.lastFour,
    client_id: upstream.clientId,
    created_at: upstream.createdAt,
  }
}
