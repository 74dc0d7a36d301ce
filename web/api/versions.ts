import { queryOptions } from '@tanstack/react-query'
import type { Session } from '../../server/contract/session.ts'
import type { SessionVersionAnswer, SessionVersions, VersionRestored } from '../../server/contract/sessionVersion.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

export function versionsQuery(sessionId: string) {
  return queryOptions({
    queryKey: ['versions', sessionId],
    queryFn: ({ signal }) => request<SessionVersions>(`/api/sessions/${sessionId}/versions`, { signal }),
    // Every send makes one, in any tab.
    staleTime: 0,
  })
}

export function versionQuery(sessionId: string, number: number) {
  return queryOptions({
    queryKey: ['versions', sessionId, number],
    queryFn: ({ signal }) => request<SessionVersionAnswer>(`/api/sessions/${sessionId}/versions/${number}`, { signal }),
    // A version never changes, and its replies are megabytes.
    staleTime: Infinity,
    gcTime: 0,
  })
}

/** The page of one: the session as it was, to read. */
export function versionPage(sessionId: string, number: number): string {
  return `/api/sessions/${sessionId}/versions/${number}/page`
}

export async function goBackTo(sessionId: string, number: number): Promise<VersionRestored> {
  const session = await request<VersionRestored>(`/api/sessions/${sessionId}/versions/${number}/restore`, {
    method: 'POST',
  })
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['versions', sessionId] }),
    queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  ])
  return session
}

export async function forkVersion(sessionId: string, number: number): Promise<Session> {
  const session = await request<Session>(`/api/sessions/${sessionId}/versions/${number}/fork`, { method: 'POST' })
  await queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return session
}
