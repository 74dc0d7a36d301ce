import { queryOptions } from '@tanstack/react-query'
import type {
  AccessToken,
  AccessTokenDraft,
  CreatedAccessToken,
  CreatedServicePrincipal,
  ServicePrincipal,
  ServicePrincipalDraft,
} from '../../server/contract/access.ts'
import { queryClient } from './queryClient.ts'
import { statusQuery } from './queries.ts'
import { request } from './request.ts'

/** Last uses move by themselves. */
const msBetween = 30_000

export const accessTokensQuery = queryOptions({
  queryKey: ['access-tokens'],
  queryFn: ({ signal }) => request<AccessToken[]>('/api/access-tokens', { signal }),
  refetchInterval: msBetween,
})

export const servicePrincipalsQuery = queryOptions({
  queryKey: ['service-principals'],
  queryFn: ({ signal }) => request<ServicePrincipal[]>('/api/service-principals', { signal }),
  refetchInterval: msBetween,
})

/** The secret is the caller's: it goes into no cache. */
export async function createAccessToken(draft: AccessTokenDraft): Promise<CreatedAccessToken> {
  const created = await request<CreatedAccessToken>('/api/access-tokens', { method: 'POST', body: draft })
  await refreshAccess()
  return created
}

export async function revokeAccessToken(id: string): Promise<void> {
  await request(`/api/access-tokens/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await refreshAccess()
}

/** The secret is the caller's: it goes into no cache. */
export async function createServicePrincipal(draft: ServicePrincipalDraft): Promise<CreatedServicePrincipal> {
  const created = await request<CreatedServicePrincipal>('/api/service-principals', { method: 'POST', body: draft })
  await refreshAccess()
  return created
}

export async function revokeServicePrincipal(id: string): Promise<void> {
  await request(`/api/service-principals/${encodeURIComponent(id)}`, { method: 'DELETE' })
  await refreshAccess()
}

async function refreshAccess(): Promise<void> {
  await Promise.all(
    [accessTokensQuery, servicePrincipalsQuery, statusQuery].map(({ queryKey }) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  )
}
