/**
 * Numbered steps from an empty database to the schema of today. A step that was released is never edited: a database
 * that already ran it would differ from a new one. Statements keep to what SQLite and Postgres both understand.
 */
export interface Migration {
  version: number
  name: string
  statements: string[]
}

export const migrations: Migration[] = [
  {
    version: 1,
    name: 'upstreams, listed models, sessions, invocations',
    statements: [
      `create table upstreams (
        id text primary key,
        provider text not null,
        name text not null unique,
        base_url text not null,
        serves_all_models integer not null,
        endpoints text not null,
        credential text,
        last_four text,
        created_at text not null
      )`,
      // What an upstream's list named, and under which name it is an endpoint here: a name never passes to another model.
      `create table listed_models (
        upstream_id text not null,
        model text not null,
        name text not null unique,
        tasks text not null,
        is_listed integer not null,
        primary key (upstream_id, model)
      )`,
      `create table sessions (
        id text primary key,
        page text not null,
        title text not null,
        revision integer not null,
        document text not null,
        created_at text not null,
        updated_at text not null,
        deleted_at text
      )`,
      `create index sessions_by_change on sessions (deleted_at, updated_at, id)`,
      // No foreign key to sessions: an invocation may begin before its session's first save, and outlives a copy's original.
      `create table invocations (
        id text primary key,
        run_id text not null,
        session_id text,
        endpoint text not null,
        model text not null,
        provider_label text not null,
        task text not null,
        started_at text not null,
        status text not null,
        reply text not null,
        request_body text not null,
        request text,
        response text,
        events text not null,
        events_omitted integer not null,
        body text
      )`,
      `create index invocations_by_session on invocations (session_id)`,
      `create index invocations_by_status on invocations (status)`,
    ],
  },
  {
    version: 2,
    name: 'invocations from API clients',
    // Made anew instead of `alter table`: what lists and filters read must stay in front of the large columns.
    statements: [
      `alter table invocations rename to invocations_before`,
      `create table invocations (
        id text primary key,
        run_id text not null,
        session_id text,
        endpoint text not null,
        model text not null,
        provider_label text not null,
        task text not null,
        started_at text not null,
        status text not null,
        origin text not null,
        served_model text not null,
        status_code integer,
        client_request_id text,
        requester text,
        user_agent text,
        prompt_tokens integer,
        completion_tokens integer,
        ms_to_first_token real,
        ms_total real,
        events_omitted integer not null,
        remark text,
        reply text not null,
        request_body text not null,
        request text,
        response text,
        events text not null,
        body text
      )`,
      `insert into invocations (id, run_id, session_id, endpoint, model, provider_label, task, started_at, status,
        origin, served_model, events_omitted, reply, request_body, request, response, events, body)
        select id, run_id, session_id, endpoint, model, provider_label, task, started_at, status,
        'page', model, events_omitted, reply, request_body, request, response, events, body from invocations_before`,
      `drop table invocations_before`,
      `create index invocations_by_session on invocations (session_id)`,
      `create index invocations_by_status on invocations (status)`,
      `create index invocations_by_start on invocations (started_at, id)`,
    ],
  },
  {
    version: 3,
    name: 'endpoints created over the API',
    statements: [
      `create table serving_endpoints (
        id text primary key,
        name text not null unique,
        config_version integer not null,
        created_at text not null,
        updated_at text not null,
        document text not null
      )`,
    ],
  },
  {
    version: 4,
    name: 'access tokens, service principals',
    statements: [
      // Of every secret its SHA-256. Revoked rows stay: from the first one made on, a credential that is sent is checked.
      `create table access_tokens (
        id text primary key,
        name text not null,
        hash text not null unique,
        created_at text not null,
        expires_at text,
        last_used_at text,
        revoked_at text
      )`,
      `create table service_principals (
        id text primary key,
        name text not null,
        hash text not null,
        created_at text not null,
        last_used_at text,
        revoked_at text
      )`,
      // A client keeps its token for an hour: a restart in between must not cost it a failed request.
      `create table issued_tokens (
        hash text primary key,
        principal_id text not null,
        expires_at text not null
      )`,
      `create index issued_tokens_by_principal on issued_tokens (principal_id)`,
      `create table workspace_identity (
        id integer primary key,
        workspace_id text not null,
        account_id text not null
      )`,
      // Databricks by client id and secret: the id is no secret, the secret is the upstream's credential.
      `alter table upstreams add column client_id text`,
    ],
  },
  {
    version: 5,
    name: 'vectors',
    statements: [
      // bytea: Postgres' name for bytes; SQLite keeps bytes as they are under any name.
      `create table vector_blocks (
        id text primary key,
        vectors_id text not null,
        session_id text,
        created_at text not null,
        frame bytea not null
      )`,
      `create index vector_blocks_by_vectors on vector_blocks (vectors_id, created_at)`,
      `create index vector_blocks_by_session on vector_blocks (session_id)`,
    ],
  },
  {
    version: 6,
    name: 'list of invocations, settings',
    statements: [
      // What lists, filters and counts read, apart from the bodies: 100,000 of these are some 30 MB, not gigabytes.
      `create table invocation_heads (
        number integer primary key,
        id text not null unique,
        session_id text,
        endpoint text not null,
        served_model text not null,
        provider_label text not null,
        task text not null,
        origin text not null,
        status text not null,
        status_code integer,
        client text not null,
        requester text,
        started_at text not null,
        prompt_tokens integer,
        completion_tokens integer,
        ms_to_first_token real,
        ms_total real,
        byte_length integer not null,
        prompt text not null
      )`,
      `create index invocation_heads_by_start on invocation_heads (started_at)`,
      // Ended, and not yet in the list; an id may be in it twice. Every write adds a row, so it has no index to keep.
      `create table invocation_queue (number integer primary key, id text not null)`,
      `insert into invocation_queue (id) select id from invocations
        where status in ('done', 'stopped', 'failed', 'interrupted') order by started_at, id`,
      `create table settings (name text primary key, value text not null)`,
    ],
  },
  {
    version: 7,
    name: 'shares',
    statements: [
      // Of the link's secret its SHA-256; of the passphrase what scrypt makes of it. `page`: the HTML as it was previewed.
      `create table shares (
        id text primary key,
        token_hash text not null unique,
        session_id text not null,
        title text not null,
        created_at text not null,
        expires_at text,
        passphrase text,
        max_views integer,
        views integer not null,
        last_viewed_at text,
        revoked_at text,
        page text not null
      )`,
    ],
  },
  {
    version: 8,
    name: 'list of sessions: tags, pins, what is found',
    statements: [
      // What lists and filters read, apart from the documents, which may be megabytes each. `facts` and `document_parts`:
      // of which document the labels and the words are; neither is there yet.
      `create table session_heads (
        number integer primary key,
        id text not null unique,
        page text not null,
        title text not null,
        created_at text not null,
        updated_at text not null,
        deleted_at text,
        pinned_at text,
        sends integer not null,
        failures integer not null,
        byte_length integer not null,
        facts text not null,
        document_parts text not null
      )`,
      `insert into session_heads (id, page, title, created_at, updated_at, deleted_at, sends, failures, byte_length,
        facts, document_parts) select id, page, title, created_at, updated_at, deleted_at, 0, 0, octet_length(document),
        '', '[]' from sessions order by updated_at`,
      `create index session_heads_by_change on session_heads (deleted_at, updated_at, id)`,
      `drop index sessions_by_change`,
      `create table session_labels (
        session integer not null,
        kind text not null,
        folded text not null,
        name text not null,
        primary key (session, kind, folded)
      )`,
      `create index session_labels_by_name on session_labels (kind, folded, session)`,
      // `part`: where in the search index its words are; null until they are.
      `create table session_invocations (
        session integer not null,
        invocation_id text not null,
        part integer,
        part_end integer,
        is_failed integer not null,
        primary key (session, invocation_id)
      )`,
      `create index session_invocations_by_invocation on session_invocations (invocation_id)`,
      `create index session_invocations_by_part on session_invocations (session, part)`,
      `create table session_queue (
        session integer not null,
        what text not null,
        queued_at text not null,
        primary key (session, what)
      )`,
      `insert into session_queue (session, what, queued_at) select number, 'document', updated_at from session_heads`,
    ],
  },
  {
    version: 9,
    name: 'versions of sessions',
    statements: [
      // `document`: the JSON, compressed with zstd. Last, so that lists do not read it.
      `create table session_versions (
        session_id text not null,
        number integer not null,
        kept_at text not null,
        why text not null,
        title text not null,
        words text not null,
        sends integer not null,
        byte_length integer not null,
        stored_bytes integer not null,
        mark text not null,
        document bytea not null,
        primary key (session_id, number)
      )`,
      // Invocations and sets of vectors that a version may name and the session itself no longer does.
      `create table session_version_names (
        session_id text not null,
        name text not null,
        number integer not null,
        primary key (session_id, name)
      )`,
      `create index session_version_names_by_name on session_version_names (name)`,
      // With the moment: every save of an Embed page asks for the last one.
      `drop index vector_blocks_by_session`,
      `create index vector_blocks_by_session on vector_blocks (session_id, created_at)`,
    ],
  },
  {
    version: 11,
    name: 'pages of shares',
    statements: [
      // Apart from what is counted: a view would write the whole page anew, and leave the old one in the file.
      `create table share_pages (share_id text primary key, page text not null)`,
      `insert into share_pages (share_id, page) select id, page from shares where page != ''`,
      `alter table shares drop column page`,
      // They were only marked.
      `delete from shares where revoked_at is not null`,
      `alter table shares drop column revoked_at`,
    ],
  },
  {
    version: 12,
    name: 'imports under way',
    statements: [`create table unfinished_imports (session_id text primary key)`],
  },
]
