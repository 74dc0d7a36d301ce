import { sql } from 'kysely'
import type { Invocation } from '../contract/invocation.ts'
import type { Database } from './database.ts'
import { postgresBytes } from './postgresBytes.ts'

/** An invocation for a file: what is long stays as the bytes of JSON that it is in the store. */
export interface StoredInvocation {
  id: string
  runId: string
  endpoint: string
  model: string
  servedModel: string
  providerLabel: string
  task: string
  startedAt: string
  eventsOmitted: number
  remark: string | null
  request: Invocation['request']
  response: Invocation['response']
  json: { requestBody: Uint8Array; reply: Uint8Array; events: Uint8Array; body: Uint8Array }
}

/** Parsed and written again, a gigabyte of answers would hold up every stream for a while each. */
export async function readStoredInvocation(database: Database, id: string): Promise<StoredInvocation | undefined> {
  const row = await database
    .selectFrom('invocations')
    .select([
      'id',
      'run_id',
      'endpoint',
      'model',
      'served_model',
      'provider_label',
      'task',
      'started_at',
      'events_omitted',
      'remark',
      'request',
      'response',
      quotedBytes(database, 'request_body').as('request_body'),
      jsonBytes(database, 'reply').as('reply'),
      jsonBytes(database, 'events').as('events'),
      quotedBytes(database, 'body').as('body'),
    ])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return {
    id: row.id,
    runId: row.run_id,
    endpoint: row.endpoint,
    model: row.model,
    servedModel: row.served_model,
    providerLabel: row.provider_label,
    task: row.task,
    startedAt: row.started_at,
    eventsOmitted: row.events_omitted,
    remark: row.remark,
    // Written by this program from these very types.
    request: row.request === null ? null : (JSON.parse(row.request) as Invocation['request']),
    response: row.response === null ? null : (JSON.parse(row.response) as Invocation['response']),
    json: { requestBody: row.request_body, reply: row.reply, events: row.events, body: row.body },
  }
}

type Column = 'request_body' | 'reply' | 'events' | 'body'

/** A text as the bytes of a JSON string, or of null. */
function quotedBytes({ dialect }: Database, column: Column) {
  if (dialect === 'sqlite') return sql<Uint8Array>`cast(json_quote(${sql.ref(column)}) as blob)`
  return postgresBytes(sql`coalesce(to_json(${sql.ref(column)})::text, 'null')`)
}

/** What is JSON already. */
function jsonBytes({ dialect }: Database, column: Column) {
  return dialect === 'sqlite'
    ? sql<Uint8Array>`cast(${sql.ref(column)} as blob)`
    : postgresBytes(sql`${sql.ref(column)}`)
}
