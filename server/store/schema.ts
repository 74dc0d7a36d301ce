import type { Selectable } from 'kysely'

/**
 * The tables as Kysely sees them. Only what both SQLite and Postgres mean alike: text, integers, JSON as text, moments as
 * ISO 8601 text in UTC (they sort as text).
 */
export interface Schema {
  upstreams: UpstreamTable
  listed_models: ListedModelTable
  sessions: SessionTable
  invocations: InvocationTable
}

interface UpstreamTable {
  id: string
  provider: string
  name: string
  base_url: string
  /** 0 or 1. */
  serves_all_models: number
  /** JSON: the chosen models, `{ name, model, tasks }[]`. */
  endpoints: string
  /** Sealed by the vault; null = none. */
  credential: string | null
  last_four: string | null
  created_at: string
}

interface ListedModelTable {
  upstream_id: string
  model: string
  /** The endpoint's name. */
  name: string
  /** JSON: `Task[]`. */
  tasks: string
  /** 0: no longer in the upstream's list; the name stays its own. */
  is_listed: number
}

interface SessionTable {
  id: string
  page: string
  title: string
  revision: number
  /** JSON: `CompareDocument`. */
  document: string
  created_at: string
  updated_at: string
  deleted_at: string | null
}

interface InvocationTable {
  id: string
  run_id: string
  session_id: string | null
  endpoint: string
  model: string
  provider_label: string
  task: string
  started_at: string
  /** `reply.status`, beside the reply so that the unfinished ones are found without reading every reply. */
  status: string
  /** JSON: `Reply`. */
  reply: string
  /** JSON of the body the caller wrote. From here on large, and so last: SQLite reads a row from its front. */
  request_body: string
  /** JSON: `SentRequest`, or null before it left. */
  request: string | null
  response: string | null
  events: string
  events_omitted: number
  body: string | null
}

export type UpstreamRecord = Selectable<UpstreamTable>
export type SessionRecord = Selectable<SessionTable>
export type InvocationRecord = Selectable<InvocationTable>
