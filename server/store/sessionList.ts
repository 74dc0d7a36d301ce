import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type {
  SessionFacet,
  SessionFacets,
  SessionFilter,
  SessionMatch,
  SessionPage,
  SessionRow,
} from '../contract/session.ts'
import { foldedTag } from '../contract/tagChange.ts'
import type { Task } from '../contract/task.ts'
import type { Database } from './database.ts'
import type { Schema, SessionHeadRecord } from './schema.ts'
import { searchTerms } from './searchTerms.ts'
import { sessionMatches } from './sessionMatches.ts'
import { wordFilter } from './sessionWords.ts'

type Heads<O = object> = SelectQueryBuilder<Schema & { h: Schema['session_heads'] }, 'h', O>

/**
 * Newest change first; in the bin newest deletion first. The cursor names the last row seen, so that a save in between
 * shifts no page.
 */
export async function listSessions(
  database: Database,
  { limit, cursor, ...filter }: SessionFilter & { limit: number; cursor?: string | undefined },
): Promise<SessionPage> {
  const terms = searchTerms(filter.q)
  const words = terms && (await wordFilter(database, terms))
  // Beside the page and not with it, as a window: that would sort all that pass the filter, the page stops at its last.
  const { total } = await filtered(database, filter, words)
    .select((build) => build.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const unread = filter.q === undefined ? 0 : await unreadSessions(database)
  const moment = filter.bin === true ? 'h.deleted_at' : 'h.updated_at'
  const after = cursor === undefined ? undefined : readCursor(cursor)
  let query = filtered(database, filter, words)
  // As one comparison of two columns the index is read from there on, not from its beginning.
  if (after !== undefined)
    query = query.where(sql<boolean>`(${sql.ref(moment)}, h.id) < (${after.moment}, ${after.id})`)
  const heads = await query
    .selectAll('h')
    .orderBy(moment, 'desc')
    .orderBy('h.id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = heads.slice(0, limit)
  const sessions = await rowsOf(database, shown, await sessionMatches(database, shown, terms ?? []))
  const last = heads.length > limit ? sessions.at(-1) : undefined
  const page = { sessions, total, ...(unread > 0 && { unread }) }
  if (last === undefined) return page
  return { ...page, cursor: `${filter.bin === true ? last.deletedAt : last.updatedAt}_${last.id}` }
}

/** The queue of the search index is short but right after an import or a start. */
async function unreadSessions(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom('session_queue')
    .select((build) => build.fn.count<number>('session').distinct().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function readSessionRow(database: Database, id: string): Promise<SessionRow | undefined> {
  return (await readSessionRows(database, [id]))[0]
}

/** In any order; those that are not there are left out. */
export async function readSessionRows(database: Database, ids: readonly string[]): Promise<SessionRow[]> {
  if (ids.length === 0) return []
  const heads = await database.selectFrom('session_heads').selectAll().where('id', 'in', ids).execute()
  return rowsOf(database, heads, new Map())
}

export async function sessionFacets(database: Database): Promise<SessionFacets> {
  const labels = await database
    .selectFrom('session_labels as l')
    .innerJoin('session_heads as h', 'h.number', 'l.session')
    .where('h.deleted_at', 'is', null)
    .select((build) => ['l.kind', build.fn.max('l.name').as('name'), build.fn.countAll<number>().as('count')])
    .groupBy(['l.kind', 'l.folded'])
    .execute()
  const pages = await database
    .selectFrom('session_heads')
    .where('deleted_at', 'is', null)
    .select((build) => [
      'page',
      build.fn.countAll<number>().as('count'),
      build.fn.count<number>('pinned_at').as('pinned'),
    ])
    .groupBy('page')
    .execute()
  const { bin } = await database
    .selectFrom('session_heads')
    .where('deleted_at', 'is not', null)
    .select((build) => build.fn.countAll<number>().as('bin'))
    .executeTakeFirstOrThrow()
  const of = (kind: string) => inOrder(labels.filter((label) => label.kind === kind))
  return {
    tags: of('tag'),
    endpoints: of('endpoint'),
    // Written by this program from these very types.
    pages: inOrder(pages.map(({ page, count }) => ({ name: page as SessionRow['page'], count }))),
    tasks: of('task') as SessionFacet<Task>[],
    total: pages.reduce((sum, { count }) => sum + count, 0),
    pinned: pages.reduce((sum, { pinned }) => sum + pinned, 0),
    bin,
  }
}

function inOrder<Name extends string>(facets: SessionFacet<Name>[]): SessionFacet<Name>[] {
  return facets
    .map(({ name, count }) => ({ name, count }))
    .toSorted((left, right) => right.count - left.count || left.name.localeCompare(right.name, 'en'))
}

function readCursor(cursor: string): { moment: string; id: string } {
  const at = cursor.indexOf('_')
  return { moment: cursor.slice(0, at), id: cursor.slice(at + 1) }
}

function filtered(database: Database, filter: SessionFilter, words: RawBuilder<boolean> | undefined): Heads {
  let heads = database.selectFrom('session_heads as h') as unknown as Heads
  heads = heads.where('h.deleted_at', filter.bin === true ? 'is not' : 'is', null)
  if (words !== undefined) heads = heads.where(words)
  if (filter.page) heads = heads.where('h.page', '=', filter.page)
  if (filter.endpoint) heads = withLabel(heads, 'endpoint', filter.endpoint)
  if (filter.task) heads = withLabel(heads, 'task', filter.task)
  for (const tag of filter.tag ?? []) heads = withLabel(heads, 'tag', foldedTag(tag))
  // Stored moments are in UTC, and compare as text only with others in UTC.
  if (filter.since) heads = heads.where('h.updated_at', '>=', new Date(filter.since).toISOString())
  if (filter.until) heads = heads.where('h.updated_at', '<', new Date(filter.until).toISOString())
  if (filter.failed !== undefined) heads = heads.where('h.failures', filter.failed ? '>' : '=', 0)
  if (filter.pinned !== undefined) heads = heads.where('h.pinned_at', filter.pinned ? 'is not' : 'is', null)
  return heads
}

function withLabel(heads: Heads, kind: 'tag' | 'endpoint' | 'task', folded: string): Heads {
  return heads.where(
    sql<boolean>`h.number in (select session from session_labels where kind = ${kind} and folded = ${folded})`,
  )
}

async function rowsOf(
  database: Database,
  heads: SessionHeadRecord[],
  matches: Map<string, SessionMatch>,
): Promise<SessionRow[]> {
  if (heads.length === 0) return []
  const labels = await database
    .selectFrom('session_labels')
    .select(['session', 'kind', 'name'])
    .where(
      'session',
      'in',
      heads.map(({ number }) => number),
    )
    .orderBy('session')
    .orderBy('folded')
    .execute()
  const bySession = Map.groupBy(labels, ({ session }) => session)
  return heads.map((head) => {
    const of = (kind: string) =>
      (bySession.get(head.number) ?? []).flatMap((label) => (label.kind === kind ? label.name : []))
    const match = matches.get(head.id)
    return {
      id: head.id,
      title: head.title,
      // Written by this program from these very types; so are the tasks.
      page: head.page as SessionRow['page'],
      createdAt: head.created_at,
      updatedAt: head.updated_at,
      tags: of('tag'),
      pinnedAt: head.pinned_at,
      deletedAt: head.deleted_at,
      endpoints: of('endpoint'),
      tasks: of('task') as Task[],
      sends: head.sends,
      failures: head.failures,
      ...(match && { match }),
    }
  })
}
