import { sql } from 'kysely'
import type { Invocation } from '../contract/invocation.ts'
import type { Database } from './database.ts'

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
      bytesOf('json_quote(request_body)').as('request_body'),
      bytesOf('reply').as('reply'),
      bytesOf('events').as('events'),
      bytesOf('json_quote(body)').as('body'),
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

/** SQLite's way, whose json_quote gives null for null; Postgres has to_json and convert_to. */
function bytesOf(expression: string) {
  return sql<Uint8Array>`cast(${sql.raw(expression)} as blob)`
}
