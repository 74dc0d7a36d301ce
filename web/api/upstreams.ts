import type {
  EndpointsAnswer,
  Traffic,
  Upstream,
  UpstreamDraft,
  UpstreamTest,
  UpstreamTestRequest,
} from '../../server/contract/endpoint.ts'
import { endpointsQuery } from './queries.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

export function testUpstream(draft: UpstreamTestRequest, signal?: AbortSignal): Promise<UpstreamTest> {
  return request<UpstreamTest>('/api/upstreams/test', { method: 'POST', body: draft, signal })
}

export async function addUpstream(draft: UpstreamDraft): Promise<Upstream> {
  const upstream = await request<Upstream>('/api/upstreams', { method: 'POST', body: draft })
  await refreshEndpoints()
  return upstream
}

export async function changeUpstream(id: string, draft: UpstreamDraft): Promise<Upstream> {
  const upstream = await request<Upstream>(`/api/upstreams/${encodeURIComponent(id)}`, { method: 'PUT', body: draft })
  await refreshEndpoints()
  return upstream
}

export async function removeUpstream(id: string): Promise<void> {
  await request(`/api/upstreams/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await refreshEndpoints()
}

/** One that was created over the API. */
export async function removeEndpoint(name: string): Promise<void> {
  await request(`/api/endpoints/${encodeURIComponent(name)}`, { method: 'DELETE' })
  await refreshEndpoints()
}

export async function changeTraffic(name: string, traffic: Traffic): Promise<void> {
  await request(`/api/endpoints/${encodeURIComponent(name)}/traffic`, { method: 'PUT', body: traffic })
  await refreshEndpoints()
}

/** Looks again for local servers and reads every upstream's list anew. */
export async function discoverEndpoints(): Promise<void> {
  queryClient.setQueryData(
    endpointsQuery.queryKey,
    await request<EndpointsAnswer>('/api/endpoints/discover', { method: 'POST' }),
  )
}

export function refreshEndpoints(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['endpoints'] })
}
