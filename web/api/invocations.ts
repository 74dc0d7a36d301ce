import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  ExportFormat,
  InvocationChoices,
  InvocationDeletion,
  InvocationFilter,
  InvocationPage,
  InvocationsDeleted,
  RecordingSettings,
  RecordingState,
} from '../../server/contract/invocationList.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

/** How soon a new invocation is told of. */
const msNew = 2000

/** The one that ended last first, a page at a time. What is new is told by `newInvocationsQuery`. */
export function invocationsQuery(filter: InvocationFilter) {
  return infiniteQueryOptions({
    queryKey: ['invocations', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      request<InvocationPage>(`/api/invocations${queryOf(filter, { limit: 100, cursor: pageParam })}`, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.cursor,
    // Nothing in it changes or moves; it is read anew when it is opened, or when someone asks for what is new.
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })
}

/** How many ended since the newest that is shown. */
export function newInvocationsQuery(filter: InvocationFilter, after: number | undefined) {
  return queryOptions({
    queryKey: ['invocations', 'new', filter, after],
    queryFn: ({ signal }) =>
      request<{ count: number }>(`/api/invocations/count${queryOf(filter, { after })}`, { signal }),
    enabled: after !== undefined,
    refetchInterval: msNew,
  })
}

export function invocationCountQuery(filter: InvocationFilter) {
  return queryOptions({
    queryKey: ['invocations', 'count', filter],
    queryFn: ({ signal }) => request<{ count: number }>(`/api/invocations/count${queryOf(filter)}`, { signal }),
    placeholderData: keepPreviousData,
  })
}

export const invocationChoicesQuery = queryOptions({
  queryKey: ['invocations', 'choices'],
  queryFn: ({ signal }) => request<InvocationChoices>('/api/invocations/choices', { signal }),
})

export const recordingQuery = queryOptions({
  queryKey: ['invocations', 'settings'],
  queryFn: ({ signal }) => request<RecordingState>('/api/invocations/settings', { signal }),
})

export function exportAddress(filter: InvocationFilter, format: ExportFormat): string {
  return `/api/invocations/export${queryOf(filter, { format })}`
}

export async function changeRecording(settings: RecordingSettings): Promise<void> {
  const state = await request<RecordingState>('/api/invocations/settings', { method: 'PUT', body: settings })
  queryClient.setQueryData(recordingQuery.queryKey, state)
}

export async function deleteInvocations(chosen: InvocationDeletion): Promise<InvocationsDeleted> {
  const answer = await request<InvocationsDeleted>('/api/invocations', { method: 'DELETE', body: chosen })
  await queryClient.invalidateQueries({ queryKey: ['invocations'] })
  return answer
}

function queryOf(filter: InvocationFilter, more: Record<string, string | number | undefined> = {}): string {
  const set = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString()
  return query === '' ? '' : `?${query}`
}
