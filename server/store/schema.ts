import type { Generated, Selectable } from 'kysely'

/**
 * The tables as Kysely sees them. Only what both SQLite and Postgres mean alike: text, integers, JSON as text, moments as
 * ISO 8601 text in UTC (they sort as text).
 */
export interface Schema {
  upstreams: UpstreamTable
  listed_models: ListedModelTable
  serving_endpoints: ServingEndpointTable
  sessions: SessionTable
  session_heads: SessionHeadTable
  session_labels: SessionLabelTable
  session_invocations: SessionInvocationTable
  session_queue: SessionQueueTable
  session_versions: SessionVersionTable
  session_version_names: SessionVersionNameTable
  invocations: InvocationTable
  invocation_heads: InvocationHeadTable
  invocation_queue: InvocationQueueTable
  invocation_words: InvocationWordsTable
  settings: SettingTable
  vector_blocks: VectorBlockTable
  access_tokens: AccessTokenTable
  service_principals: ServicePrincipalTable
  issued_tokens: IssuedTokenTable
  workspace_identity: WorkspaceIdentityTable
  shares: ShareTable
  share_pages: SharePageTable
  unfinished_imports: UnfinishedImportTable
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
  /** OAuth machine-to-machine: `credential` is this client's secret. Null = `credential` is what is sent. */
  client_id: string | null
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

interface ServingEndpointTable {
  id: string
  name: string
  config_version: number
  created_at: string
  updated_at: string
  /** JSON: `ServingDocument`; its credentials are sealed by the vault. */
  document: string
}

interface SessionTable {
  id: string
  /** `document.page`, so that lists need not read documents. */
  page: string
  title: string
  revision: number
  /** JSON: `SessionDocument`. */
  document: string
  created_at: string
  updated_at: string
  deleted_at: string | null
}

/** Of each session: what the list shows and filters by. It follows the session by itself (`sqliteSessionIndex.ts`). */
interface SessionHeadTable {
  number: Generated<number>
  id: string
  page: string
  title: string
  created_at: string
  updated_at: string
  deleted_at: string | null
  pinned_at: string | null
  sends: number
  failures: number
  /** Of the document. */
  byte_length: number
  /** Hash of what `sends`, the labels and the invocations below were read from; empty = not yet. */
  facts: string
  /** JSON: the hash of each part of the document's words that is in the search index. */
  document_parts: string
}

/** Tags, endpoints and tasks of a session. */
interface SessionLabelTable {
  session: number
  kind: 'tag' | 'endpoint' | 'task'
  /** `name` without case: what is compared. */
  folded: string
  name: string
}

/**
 * Which invocations a session shows, and which sets of vectors: those have no words. One may be in several: a duplicate
 * shows its original's.
 */
interface SessionInvocationTable {
  session: number
  invocation_id: string
  /** Its words are in these parts of the session's words, `part` to `part_end`; null until it has ended and they are. */
  part: number | null
  part_end: number | null
  /** 0 or 1. */
  is_failed: number
}

/** Sessions of which something is not in the search index yet. */
interface SessionQueueTable {
  session: number
  what: 'document' | 'replies'
  queued_at: string
}

/** A session as it was (`sessionVersions.ts`). */
interface SessionVersionTable {
  session_id: string
  number: number
  kept_at: string
  why: string
  title: string
  /** First words of what was sent. */
  words: string
  sends: number
  /** Of the document as JSON, and as it is kept. */
  byte_length: number
  stored_bytes: number
  /** Of an Embed page: when the last of the vectors it shows came; else empty. */
  mark: string
  /** zstd of JSON: `SessionDocument`. */
  document: Uint8Array
}

/** What a version may name although its session no longer does: the last version that may. */
interface SessionVersionNameTable {
  session_id: string
  /** Of an invocation or a set of vectors. */
  name: string
  number: number
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
  /** `page`: part of a run. `api`: forwarded for a client. */
  origin: string
  /** The served entity's name; `model` is its name at the upstream. */
  served_model: string
  /** What the client was answered with; for a run what the upstream answered with. Null before, and where nothing came. */
  status_code: number | null
  client_request_id: string | null
  /** The name of the access token it came with; null without one. */
  requester: string | null
  user_agent: string | null
  prompt_tokens: number | null
  completion_tokens: number | null
  ms_to_first_token: number | null
  ms_total: number | null
  events_omitted: number
  /** What is missing here and why, in a sentence; null where nothing is. */
  remark: string | null
  /** JSON: `Reply`. From here on large, and so last: SQLite reads a row from its front. */
  reply: string
  /** What the caller wrote: JSON, or for a client's request that is none its text. */
  request_body: string
  /** JSON: `SentRequest`, or null before it left. */
  request: string | null
  response: string | null
  events: string
  body: string | null
}

/** Of each invocation that has ended: what the list shows and filters by (`invocationIndex.ts`). */
interface InvocationHeadTable {
  /** In the order in which they ended. */
  number: Generated<number>
  id: string
  session_id: string | null
  endpoint: string
  served_model: string
  provider_label: string
  task: string
  origin: string
  status: string
  status_code: number | null
  client: string
  requester: string | null
  started_at: string
  prompt_tokens: number | null
  completion_tokens: number | null
  ms_to_first_token: number | null
  ms_total: number | null
  /** Of everything recorded. */
  byte_length: number
  /** First words of what was asked. */
  prompt: string
}

interface InvocationQueueTable {
  number: Generated<number>
  id: string
}

/** SQLite's own full-text index; it keeps no text, only where words are. */
interface InvocationWordsTable {
  /** `invocation_heads.number`. */
  rowid: number
  /** The table's own name stands for a match. */
  invocation_words: string
}

interface SettingTable {
  name: string
  /** JSON. */
  value: string
}

interface AccessTokenTable {
  id: string
  name: string
  /** SHA-256 of the secret, base64url. */
  hash: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}

interface ServicePrincipalTable {
  /** The client id. */
  id: string
  name: string
  /** SHA-256 of the secret, base64url. */
  hash: string
  created_at: string
  last_used_at: string | null
  revoked_at: string | null
}

/** Tokens of service principals, an hour each. */
interface IssuedTokenTable {
  hash: string
  principal_id: string
  expires_at: string
}

interface WorkspaceIdentityTable {
  /** Always 1. */
  id: number
  workspace_id: string
  account_id: string
}

interface VectorBlockTable {
  id: string
  /** `EmbedModel.vectorsId`. */
  vectors_id: string
  session_id: string | null
  created_at: string
  /** One or more frames of `vectorFrame.ts`. */
  frame: Uint8Array
}

interface ShareTable {
  id: string
  /** SHA-256 of the link's secret, base64url; `ended …` once it leads nowhere. */
  token_hash: string
  session_id: string
  title: string
  created_at: string
  expires_at: string | null
  /** `salt.hash` by scrypt, base64url; null = none is asked for. */
  passphrase: string | null
  max_views: number | null
  views: number
  last_viewed_at: string | null
}

/** Of a share that can still be read. */
interface SharePageTable {
  share_id: string
  /** HTML. */
  page: string
}

/** Sessions of which an import has written parts, and not yet the session itself. */
interface UnfinishedImportTable {
  session_id: string
}

export type UpstreamRecord = Selectable<UpstreamTable>
export type ServingEndpointRecord = Selectable<ServingEndpointTable>
export type SessionRecord = Selectable<SessionTable>
export type SessionVersionRecord = Selectable<SessionVersionTable>
export type SessionHeadRecord = Selectable<SessionHeadTable>
export type InvocationRecord = Selectable<InvocationTable>
export type InvocationHeadRecord = Selectable<InvocationHeadTable>
export type AccessTokenRecord = Selectable<AccessTokenTable>
export type ServicePrincipalRecord = Selectable<ServicePrincipalTable>
export type IssuedTokenRecord = Selectable<IssuedTokenTable>
export type ShareRecord = Selectable<ShareTable>
