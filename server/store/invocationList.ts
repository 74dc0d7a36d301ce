import { sql, type SelectQueryBuilder } from 'kysely'
import type { InvocationChoices, InvocationFilter, InvocationPage, InvocationRow } from '../contract/invocationList.ts'
import type { ReplyStatus } from '../contract/reply.ts'
import type { Task } from '../contract/task.ts'
import type { Database } from './database.ts'
import { matchingWords, wordsQuery } from './invocationIndex.ts'
import type { InvocationHeadRecord, Schema } from './schema.ts'

type Heads<O = object> = SelectQueryBuilder<Schema & { h: Schema['invocation_heads'] }, 'h', O>

/** The one that ended last first. */
export async function listInvocations(
  database: Database,
  { limit, cursor, ...filter }: InvocationFilter & { limit: number; cursor?: number | undefined },
): Promise<InvocationPage> {
  const rows = await headsBefore(database, filter, { cursor, limit: limit + 1 })
  const invocations = rows.slice(0, limit).map(rowOf)
  const last = rows.length > limit ? invocations.at(-1) : undefined
  return last === undefined ? { invocations } : { invocations, cursor: last.number }
}

/** Heads that pass the filter, newest first, those after `cursor`. */
export function headsBefore(
  database: Database,
  filter: InvocationFilter,
  { cursor, limit }: { cursor?: number | undefined; limit: number },
): Promise<InvocationHeadRecord[]> {
  const heads = filtered(database, filter)
  return (cursor === undefined ? heads : heads.where(sql<boolean>`${place(database, filter)} < ${cursor}`))
    .selectAll('h')
    .orderBy(place(database, filter), 'desc')
    .limit(limit)
    .execute()
}

/** Where a row stands. SQLite's search index gives rows by its own number, from and up to any: theirs would be sorted. */
function place({ dialect }: Database, { search }: InvocationFilter) {
  return dialect === 'sqlite' && search !== undefined && wordsQuery(search) !== undefined
    ? sql.ref('w.rowid')
    : sql.ref('h.number')
}

export async function countInvocations(
  database: Database,
  { after, ...filter }: InvocationFilter & { after?: number | undefined },
): Promise<number> {
  const heads = filtered(database, filter)
  const row = await (after === undefined ? heads : heads.where(sql<boolean>`${place(database, filter)} > ${after}`))
    .select((build) => build.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** Every name that stands in the list, by alphabet. */
export async function invocationChoices(database: Database): Promise<InvocationChoices> {
  // All four in one pass: together they are hardly more combinations than each has values.
  const rows = await database
    .selectFrom('invocation_heads')
    .select(['endpoint', 'served_model', 'client', 'requester'])
    .distinct()
    .execute()
  const distinct = (column: 'endpoint' | 'served_model' | 'client' | 'requester') =>
    [...new Set(rows.flatMap((row) => row[column] || []))].toSorted()
  return {
    endpoints: distinct('endpoint'),
    servedModels: distinct('served_model'),
    clients: distinct('client'),
    requesters: distinct('requester'),
  }
}

function filtered(database: Database, filter: InvocationFilter): Heads {
  let heads = database.selectFrom('invocation_heads as h') as unknown as Heads
  if (filter.search) heads = matchingWords(database.dialect, heads, filter.search)
  if (filter.endpoint) heads = heads.where('h.endpoint', '=', filter.endpoint)
  if (filter.servedModel) heads = heads.where('h.served_model', '=', filter.servedModel)
  if (filter.client) heads = heads.where('h.client', '=', filter.client)
  if (filter.requester) heads = heads.where('h.requester', '=', filter.requester)
  if (filter.task) heads = heads.where('h.task', '=', filter.task)
  if (filter.origin) heads = heads.where('h.origin', '=', filter.origin)
  if (filter.status) heads = heads.where('h.status', '=', filter.status)
  if (filter.errorsOnly)
    heads = heads.where((where) => where.or([where('h.status', '=', 'failed'), where('h.status_code', '>=', 400)]))
  // Stored moments are in UTC, and compare as text only with others in UTC.
  if (filter.from) heads = heads.where('h.started_at', '>=', new Date(filter.from).toISOString())
  if (filter.until) heads = heads.where('h.started_at', '<', new Date(filter.until).toISOString())
  if (filter.minMs) heads = heads.where('h.ms_total', '>=', filter.minMs)
  return heads
}

function rowOf(row: InvocationHeadRecord): InvocationRow {
  return {
    number: row.number,
    id: row.id,
    sessionId: row.session_id,
    endpoint: row.endpoint,
    servedModel: row.served_model,
    providerLabel: row.provider_label,
    // Written by this program from these very types.
    task: row.task as Task,
    origin: row.origin as InvocationRow['origin'],
    status: row.status as ReplyStatus,
    statusCode: row.status_code,
    client: row.client,
    requester: row.requester,
    startedAt: row.started_at,
    promptTokens: row.prompt_tokens,
    completionTokens: row.completion_tokens,
    msToFirstToken: row.ms_to_first_token,
    msTotal: row.ms_total,
    prompt: row.prompt,
  }
}
