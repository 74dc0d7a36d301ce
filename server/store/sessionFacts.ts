import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { SessionDocument } from '../contract/session.ts'
import type { Task } from '../contract/task.ts'
import { invocationIdsOf, vectorsIdsOf } from './copyDocument.ts'
import type { Schema } from './schema.ts'

/** What the list knows of a document. */
export interface SessionFacts {
  page: SessionDocument['page']
  endpoints: string[]
  sends: number
  invocationIds: string[]
  vectorsIds: string[]
}

/** Invocations that a document names and the one before it did not, and the other way round. */
export interface ShownChange {
  added: string[]
  gone: string[]
}

export function sessionFacts(document: SessionDocument): SessionFacts {
  const asked = document.page === 'embed' ? document.models : document.panes
  return {
    page: document.page,
    endpoints: [...new Set(asked.flatMap(({ endpoint }) => endpoint || []))],
    sends: sendsOf(document),
    invocationIds: invocationIdsOf(document),
    vectorsIds: vectorsIdsOf(document),
  }
}

export function sendsOf(document: SessionDocument): number {
  switch (document.page) {
    case 'compare':
      return document.turns.filter(({ attempts }) => Object.keys(attempts).length > 0).length
    case 'complete':
    case 'query':
      return document.sends.length
    case 'embed':
      return 0
    case 'rerun':
      return [...document.requests, ...(document.embedding?.models ?? [])].reduce(
        (most, { repeats }) => Math.max(most, repeats.length),
        0,
      )
  }
}

/**
 * Writes what a list needs of a document, in the transaction that writes the document itself. Most saves change none of
 * it: they cost one read.
 */
export async function writeFacts(
  transaction: Transaction<Schema>,
  id: string,
  facts: SessionFacts,
): Promise<ShownChange> {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
  const head = await transaction
    .selectFrom('session_heads')
    .select(['number', 'facts'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (head === undefined || head.facts === hash) return { added: [], gone: [] }
  const { number: session } = head
  const shown = await keepShown(transaction, session, facts)
  await transaction.deleteFrom('session_labels').where('session', '=', session).where('kind', '=', 'endpoint').execute()
  await addLabels(transaction, session, facts)
  await transaction
    .updateTable('session_heads')
    .set(({ selectFrom }) => ({
      sends: facts.sends,
      failures: selectFrom('session_invocations')
        .select((build) => build.fn.countAll<number>().as('count'))
        .where('session', '=', session)
        .where('is_failed', '=', 1),
      facts: hash,
    }))
    .where('number', '=', session)
    .execute()
  await queueSessions(transaction, [session], 'replies')
  return shown
}

/** Looked at by the search index as soon as it can; some hundred at most. */
export async function queueSessions(
  transaction: Transaction<Schema>,
  sessions: readonly number[],
  what: 'document' | 'replies',
): Promise<void> {
  await transaction
    .insertInto('session_queue')
    .values(sessions.map((session) => ({ session, what, queued_at: '' })))
    .onConflict((conflict) => conflict.columns(['session', 'what']).doNothing())
    .execute()
}

/** A few hundred rows a statement: SQLite takes 32,766 variables, Postgres 65,535. */
const perStatement = 500

/** Sets of vectors stand beside the invocations: they are held alike. */
async function keepShown(
  transaction: Transaction<Schema>,
  session: number,
  { page, invocationIds, vectorsIds }: SessionFacts,
): Promise<ShownChange> {
  const rows = await transaction
    .selectFrom('session_invocations')
    .select('invocation_id')
    .where('session', '=', session)
    .execute()
  const known = new Set(rows.map((row) => row.invocation_id))
  const shown = new Set([...invocationIds, ...vectorsIds])
  const added = [...shown].filter((id) => !known.has(id))
  const gone = [...known].filter((id) => !shown.has(id))
  for (let at = 0; at < gone.length; at += perStatement)
    await transaction
      .deleteFrom('session_invocations')
      .where('session', '=', session)
      .where('invocation_id', 'in', gone.slice(at, at + perStatement))
      .execute()
  for (let at = 0; at < added.length; at += perStatement)
    await transaction
      .insertInto('session_invocations')
      .values(
        added
          .slice(at, at + perStatement)
          .map((id) => ({ session, invocation_id: id, part: null, part_end: null, is_failed: 0 })),
      )
      .execute()
  // An embedding is no send that a document names.
  return page === 'embed' ? { added: [], gone: [] } : { added, gone }
}

/** What a page asks for as long as it has asked nothing. */
const taskOfPage: Partial<Record<SessionDocument['page'], Task>> = {
  compare: 'llm/v1/chat',
  complete: 'llm/v1/completions',
  embed: 'llm/v1/embeddings',
}

/** The endpoints and tasks that are asked in a session or were: the given endpoints, and what its invocations say. */
export async function addLabels(
  transaction: Transaction<Schema>,
  session: number,
  { page, endpoints }: Pick<SessionFacts, 'page' | 'endpoints'>,
): Promise<void> {
  const asked = await transaction
    .selectFrom('session_invocations as s')
    .innerJoin('invocations as i', 'i.id', 's.invocation_id')
    .select(['i.endpoint', 'i.task'])
    .distinct()
    .where('s.session', '=', session)
    .execute()
  const names = new Set([...endpoints, ...asked.map(({ endpoint }) => endpoint)])
  const tasks = new Set(asked.map(({ task }) => task))
  const byPage = taskOfPage[page]
  if (tasks.size === 0 && byPage !== undefined) tasks.add(byPage)
  await transaction.deleteFrom('session_labels').where('session', '=', session).where('kind', '=', 'task').execute()
  const labels = [
    ...[...names].map((name) => ({ session, kind: 'endpoint' as const, folded: name, name })),
    ...[...tasks].map((name) => ({ session, kind: 'task' as const, folded: name, name })),
  ]
  if (labels.length === 0) return
  await transaction
    .insertInto('session_labels')
    .values(labels)
    .onConflict((conflict) => conflict.columns(['session', 'kind', 'folded']).doNothing())
    .execute()
}
