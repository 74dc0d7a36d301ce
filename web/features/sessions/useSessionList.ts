import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { SessionFilter, SessionRow } from '../../../server/contract/session.ts'
import { newestSessionQuery, pinnedSessionsQuery, sessionListQuery } from '../../api/sessionList.ts'

/**
 * The rows of a filter as they stand: the pinned ones, then the others, newest change first. `rows` are those read so
 * far, `total` how many there are. While `isHeld` nothing moves: what was pinned meanwhile goes up afterwards.
 */
export function useSessionList(filter: SessionFilter, heldPins: readonly string[] | undefined) {
  const list = useInfiniteQuery(sessionListQuery(filter))
  const pinned = useQuery(pinnedSessionsQuery(filter))
  const newest = useQuery(newestSessionQuery(filter))
  const [first] = list.data?.pages ?? []
  const read = useMemo(() => list.data?.pages.flatMap(({ sessions }) => sessions) ?? [], [list.data])
  const onTop = useMemo(() => pinnedRows(pinned.data?.sessions ?? [], read, heldPins), [pinned.data, read, heldPins])
  const rows = useMemo(() => {
    const ids = new Set(onTop.map(({ id }) => id))
    return [...onTop, ...read.filter(({ id }) => !ids.has(id))]
  }, [onTop, read])

  const now = newest.data?.sessions[0]
  const then = first?.sessions[0]
  const isChanged =
    newest.data !== undefined &&
    first !== undefined &&
    newest.dataUpdatedAt > list.dataUpdatedAt &&
    (newest.data.total !== first.total || now?.id !== then?.id || now?.updatedAt !== then?.updatedAt)

  return {
    rows,
    pinnedCount: onTop.length,
    total: list.hasNextPage ? Math.max(first?.total ?? 0, rows.length) : rows.length,
    isPending: list.isPending || pinned.isLoading,
    error: rows.length === 0 ? (list.error ?? pinned.error) : null,
    /** Some rows are there, the next ones could not be read. */
    moreError: rows.length > 0 && list.isFetchNextPageError ? list.error : null,
    retry: () => void (list.data ? list.fetchNextPage() : list.refetch()),
    hasMore: list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
    readMore: () => void list.fetchNextPage(),
    isSettled: !list.isPlaceholderData && !pinned.isPlaceholderData,
    /** Something was saved elsewhere since this was read. */
    isChanged,
    /** Sessions in which the words asked for may be, but are not found yet. */
    unread: (newest.data ?? first)?.unread ?? 0,
    /** As old as the list itself: both are renewed together. */
    readAt: new Date(list.dataUpdatedAt),
  }
}

function pinnedRows(
  pinned: readonly SessionRow[],
  read: readonly SessionRow[],
  held: readonly string[] | undefined,
): readonly SessionRow[] {
  if (!held) return pinned
  const known = new Map([...read, ...pinned].map((row) => [row.id, row]))
  return held.flatMap((id) => known.get(id) ?? [])
}
