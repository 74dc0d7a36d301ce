import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { EndpointsAnswer } from '../../server/contract/endpoint.ts'
import type { Invocation } from '../../server/contract/invocation.ts'
import type { LocalModel } from '../../server/contract/localModel.ts'
import { isEnded } from '../../server/contract/reply.ts'
import type { SessionPage } from '../../server/contract/session.ts'
import type { Status } from '../../server/contract/status.ts'
import { request } from './request.ts'

/** While something is being fetched its progress is asked for this often. */
const msProgress = 700
/** Endpoints come and go without us: an Ollama that was just started is found within this. */
const msEndpoints = 30_000
/** How soon a server that went away is noticed to be back. */
const msUnreachable = 3000

export const endpointsQuery = queryOptions({
  queryKey: ['endpoints'],
  queryFn: ({ signal }) => request<EndpointsAnswer>('/api/endpoints', { signal }),
  refetchInterval: ({ state }) =>
    state.data?.endpoints.some((endpoint) => endpoint.state.type === 'downloading') ? msProgress * 2 : msEndpoints,
})

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => request<LocalModel[]>('/api/models', { signal }),
  refetchInterval: ({ state }) => (state.data?.some((model) => isUnderWay(model)) ? msProgress : msEndpoints),
})

/** The last ten, for the rail. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions', 'recent'],
  queryFn: ({ signal }) => request<SessionPage>('/api/sessions?limit=10', { signal }),
})

/** Every session whose title has these words, newest first, a page at a time. */
export const allSessionsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'all', search],
    queryFn: ({ signal, pageParam }) => {
      const asked = new URLSearchParams({ limit: '200' })
      if (search) asked.set('q', search)
      if (pageParam) asked.set('cursor', pageParam)
      return request<SessionPage>(`/api/sessions?${asked.toString()}`, { signal })
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor,
    // What is shown stays until what was typed next is found.
    placeholderData: keepPreviousData,
  })

/** Everything the inspector shows; asked again while it streams. */
export function invocationQuery(id: string) {
  return queryOptions({
    queryKey: ['invocation', id],
    queryFn: ({ signal }) => request<Invocation>(`/api/invocations/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !isEnded(state.data.reply.status) ? msProgress : false),
  })
}

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => request<Status>('/api/status', { signal }),
  refetchInterval: ({ state }) => (state.status === 'error' ? msUnreachable : 15_000),
  retry: false,
})

function isUnderWay(model: LocalModel): boolean {
  return model.state.type === 'downloading' || model.state.type === 'checking'
}
