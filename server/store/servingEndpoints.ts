import type {
  AiGateway,
  EmailNotifications,
  EndpointTag,
  ExternalModel,
  RateLimit,
} from '../contract/servingEndpoint.ts'
import type { Database } from './database.ts'
import type { ServingEndpointRecord } from './schema.ts'

/** An endpoint created over the API. Credentials are sealed: only the vault can read them. */
export interface StoredServingEndpoint {
  /** 32 hex digits. */
  id: string
  name: string
  /** Grows with every change of `entities`. */
  configVersion: number
  document: ServingDocument
  createdAt: string
  updatedAt: string
}

export interface ServingDocument {
  entities: StoredEntity[]
  tags: EndpointTag[]
  aiGateway?: AiGateway
  rateLimits?: RateLimit[]
  emailNotifications?: EmailNotifications
  description?: string
  budgetPolicyId?: string
}

export interface StoredEntity {
  name: string
  /** Without secrets. */
  external: ExternalModel
  trafficPercentage: number
  /** Sealed; null = none. */
  credential: string | null
  lastFour: string | null
}

export async function listServingEndpoints(database: Database): Promise<StoredServingEndpoint[]> {
  const rows = await database.selectFrom('serving_endpoints').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(endpointOf)
}

/** Inserts it, or replaces the one with this id. */
export async function saveServingEndpoint(database: Database, endpoint: StoredServingEndpoint): Promise<void> {
  const { id, ...columns } = recordOf(endpoint)
  await database
    .insertInto('serving_endpoints')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
}

export async function deleteServingEndpoint(database: Database, id: string): Promise<void> {
  await database.deleteFrom('serving_endpoints').where('id', '=', id).execute()
}

function endpointOf(row: ServingEndpointRecord): StoredServingEndpoint {
  return {
    id: row.id,
    name: row.name,
    configVersion: row.config_version,
    // Written by this program after the schema had checked it.
    document: JSON.parse(row.document) as ServingDocument,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function recordOf({ document, ...endpoint }: StoredServingEndpoint): ServingEndpointRecord {
  return {
    id: endpoint.id,
    name: endpoint.name,
    config_version: endpoint.configVersion,
    document: JSON.stringify(document),
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  }
}
