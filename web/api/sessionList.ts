import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { SessionFacets, SessionFilter, SessionPage, SessionRow } from '../../server/contract/session.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

/** The first answer soon, the rest of a long list in few. */
const firstPage = 100
const nextPage = 1000
/** How soon a change made elsewhere is told of. */
const msNew = 5000
const msReading = 1000

/**
 * A list holds still: it changes by what is done to its rows here, and is read anew only when somebody asks or nobody
 * looks (`newestSessionQuery` says when).
 */
export function sessionListQuery(filter: SessionFilter) {
  return infiniteQueryOptions({
    queryKey: ['sessions', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      request<SessionPage>(
        addressOf(filter, { limit: pageParam === undefined ? firstPage : nextPage, cursor: pageParam }),
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor,
    staleTime: Infinity,
    // What is shown stays until what was asked next is found; but a row of the bin is no row of the list.
    placeholderData: (held, before) => (isBin(before?.queryKey[2]) === isBin(filter) ? held : undefined),
  })
}

/** Those that stand on top of the list with this filter. */
export function pinnedSessionsQuery(filter: SessionFilter) {
  return queryOptions({
    queryKey: ['sessions', 'pinned', filter],
    queryFn: ({ signal }) =>
      request<SessionPage>(addressOf({ ...filter, pinned: true }, { limit: nextPage }), { signal }),
    enabled: !isBin(filter) && filter.pinned !== true,
    staleTime: Infinity,
    placeholderData: (held, before) => (isBin(before?.queryKey[2]) === isBin(filter) ? held : undefined),
  })
}

/** The first row and the count, asked for again and again: what a held list is compared with. */
export function newestSessionQuery(filter: SessionFilter) {
  return queryOptions({
    queryKey: ['sessions', 'newest', filter],
    queryFn: ({ signal }) => request<SessionPage>(addressOf(filter, { limit: 1 }), { signal }),
    // While something is still being read into the search index, what is found grows.
    refetchInterval: ({ state }) => ((state.data?.unread ?? 0) > 0 ? msReading : msNew),
  })
}

export const sessionFacetsQuery = queryOptions({
  queryKey: ['sessions', 'facets'],
  queryFn: ({ signal }) => request<SessionFacets>('/api/sessions/facets', { signal }),
})

/** One session as a list shows it. */
export function sessionRowQuery(id: string) {
  return queryOptions({
    queryKey: ['sessions', 'row', id],
    queryFn: ({ signal }) => request<SessionRow>(`/api/sessions/${id}/row`, { signal }),
  })
}

/** The best few for these words, for the palette. */
export function foundSessionsQuery(words: string) {
  return queryOptions({
    queryKey: ['sessions', 'found', words],
    queryFn: ({ signal }) => request<SessionPage>(addressOf({ q: words }, { limit: 8 }), { signal }),
    enabled: words.length > 1,
  })
}

/** Reads a held list anew from its first page on; pages further down follow when they are scrolled to. */
export async function renewSessionList(filter: SessionFilter): Promise<void> {
  const { queryKey } = sessionListQuery(filter)
  queryClient.setQueryData(
    queryKey,
    (held) => held && { pages: held.pages.slice(0, 1), pageParams: held.pageParams.slice(0, 1) },
  )
  await Promise.all([
    queryClient.invalidateQueries({ queryKey }),
    queryClient.invalidateQueries({ queryKey: pinnedSessionsQuery(filter).queryKey }),
  ])
}

/** Changes rows where they stand, in every list that is held. */
export function patchSessionRows(change: (row: SessionRow) => SessionRow): void {
  patchPages((page) => ({ ...page, sessions: page.sessions.map(change) }))
}

/** Takes rows out of the lists of one place, and has the lists of the other read anew. */
export function removeSessionRows(ids: ReadonlySet<string>, from: 'list' | 'bin'): void {
  const isOfPlace = (filter: unknown) => isBin(filter) === (from === 'bin')
  patchPages((page, isFirst) => {
    const sessions = page.sessions.filter(({ id }) => !ids.has(id))
    return { ...page, sessions, total: isFirst ? Math.max(0, page.total - ids.size) : page.total }
  }, isOfPlace)
  void queryClient.invalidateQueries({
    queryKey: ['sessions'],
    predicate: ({ queryKey: [, kind, filter] }) => (kind !== 'list' && kind !== 'pinned') || !isOfPlace(filter),
  })
}

function patchPages(
  change: (page: SessionPage, isFirst: boolean) => SessionPage,
  isWanted: (filter: unknown) => boolean = () => true,
): void {
  const ofKind = (kind: string) => ({
    queryKey: ['sessions', kind],
    predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => isWanted(queryKey[2]),
  })
  queryClient.setQueriesData<{ pages: SessionPage[]; pageParams: unknown[] }>(
    ofKind('list'),
    (held) => held && { ...held, pages: held.pages.map((page, index) => change(page, index === 0)) },
  )
  queryClient.setQueriesData<SessionPage>(ofKind('pinned'), (held) => held && change(held, true))
}

/** Of a filter as a query's key holds it. */
function isBin(filter: unknown): boolean {
  return typeof filter === 'object' && filter !== null && 'bin' in filter && filter.bin === true
}

function addressOf(filter: SessionFilter, more: { limit: number; cursor?: string | undefined }): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...filter, ...more }))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) asked.append(name, String(one))
  return `/api/sessions?${asked.toString()}`
}
