import { queryOptions } from '@tanstack/react-query'
import type { EndpointsAnswer } from '../../server/contract/endpoint.ts'
import type { Invocation } from '../../server/contract/invocation.ts'
import type { LocalModel } from '../../server/contract/localModel.ts'
import { isEnded } from '../../server/contract/reply.ts'
import type { SessionPage, SessionRow } from '../../server/contract/session.ts'
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

/** For the rail: the pinned ones, then the last ten of the others. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions', 'recent'],
  queryFn: async ({ signal }): Promise<SessionRow[]> => {
    const [pinned, recent] = await Promise.all([
      request<SessionPage>('/api/sessions?limit=10&pinned=true', { signal }),
      request<SessionPage>('/api/sessions?limit=20', { signal }),
    ])
    return [...pinned.sessions, ...recent.sessions.filter(({ pinnedAt }) => pinnedAt === null).slice(0, 10)]
  },
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
