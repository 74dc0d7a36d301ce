import { emptyReply, reduceReply, type Reply } from '../contract/reply.ts'
import type { Invocation } from '../contract/invocation.ts'
import type { Task } from '../contract/task.ts'
import type { Database } from './database.ts'
import type { InvocationRecord } from './schema.ts'

/** A reply with what the page needs to follow it on. */
export interface ReplyRow {
  id: string
  runId: string
  endpoint: string
  reply: Reply
}

/** SQLite takes 32,766 variables a statement, Postgres 65,535; a few hundred at a time is as fast. */
const idsPerQuery = 500

export async function readInvocation(database: Database, id: string): Promise<Invocation | undefined> {
  const row = await database.selectFrom('invocations').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : invocationOf(row)
}

/** As `readInvocation` gives it. */
export function invocationOf(row: InvocationRecord): Invocation {
  return {
    id: row.id,
    runId: row.run_id,
    sessionId: row.session_id,
    endpoint: row.endpoint,
    model: row.model,
    providerLabel: row.provider_label,
    // The columns below were written by this program from these very types.
    task: row.task as Task,
    startedAt: row.started_at,
    reply: JSON.parse(row.reply) as Reply,
    requestBody: row.request_body,
    request: row.request === null ? null : (JSON.parse(row.request) as Invocation['request']),
    response: row.response === null ? null : (JSON.parse(row.response) as Invocation['response']),
    events: JSON.parse(row.events) as Invocation['events'],
    eventsOmitted: row.events_omitted,
    body: row.body,
    origin: row.origin as Invocation['origin'],
    servedModel: row.served_model,
    clientRequestId: row.client_request_id,
    requester: row.requester,
    userAgent: row.user_agent,
    remark: row.remark,
  }
}

/** Those that exist, in no order. */
export async function readReplies(database: Database, ids: string[]): Promise<ReplyRow[]> {
  const rows: ReplyRow[] = []
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const found = await database
      .selectFrom('invocations')
      .select(['id', 'run_id', 'endpoint', 'reply'])
      .where('id', 'in', ids.slice(start, start + idsPerQuery))
      .execute()
    for (const row of found)
      rows.push({ id: row.id, runId: row.run_id, endpoint: row.endpoint, reply: JSON.parse(row.reply) as Reply })
  }
  return rows
}

/** By id, what their callers wrote. */
export async function readRequestBodies(database: Database, ids: string[]): Promise<Map<string, string>> {
  const bodies = new Map<string, string>()
  for (let start = 0; start < ids.length; start += idsPerQuery) {
    const found = await database
      .selectFrom('invocations')
      .select(['id', 'request_body'])
      .where('id', 'in', ids.slice(start, start + idsPerQuery))
      .execute()
    for (const row of found) bodies.set(row.id, row.request_body)
  }
  return bodies
}

/** In one commit. Gives the ids inserted: one that was taken is left as it is. */
export async function insertInvocations(database: Database, rows: InvocationRecord[]): Promise<Set<string>> {
  const { taken, error } = await database.writeInvocations({
    rows: rows.map((record) => ({ type: 'insert', record })),
    forwarded: [],
  })
  if (error !== undefined) throw error
  return new Set(rows.map((row) => row.id).filter((id) => !taken.includes(id)))
}

/** At start: what was still under way when the process ended keeps its text and says that it was interrupted. */
export async function markInterrupted(database: Database): Promise<number> {
  const rows = await database
    .selectFrom('invocations')
    .select(['id', 'reply'])
    .where('status', 'in', ['queued', 'waiting', 'streaming'])
    .execute()
  const updates = rows.map((row) => {
    const reply = reduceReply({ ...emptyReply, ...(JSON.parse(row.reply) as Reply) }, { type: 'interrupted', atMs: 0 })
    return { type: 'update' as const, update: { id: row.id, status: reply.status, reply: JSON.stringify(reply) } }
  })
  const { error } = await database.writeInvocations({ rows: updates, forwarded: [] })
  if (error !== undefined) throw error
  return updates.length
}
