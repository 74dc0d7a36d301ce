import { queryOptions } from '@tanstack/react-query'
import type { KeptRequests } from '../../server/contract/rerunDocument.ts'
import type { SessionAnswer } from '../../server/contract/session.ts'
import { request } from './request.ts'

/** A session with its replies, and what is known of the requests they answered. */
export function baselineQuery(sessionId: string) {
  return queryOptions({
    queryKey: ['baseline', sessionId],
    queryFn: async ({ signal }): Promise<SessionAnswer & KeptRequests> => {
      const [answer, kept] = await Promise.all([
        request<SessionAnswer>(`/api/sessions/${sessionId}`, { signal }),
        request<KeptRequests>(`/api/sessions/${sessionId}/requests`, { signal }),
      ])
      return { ...answer, ...kept }
    },
    // As it is now, each time.
    staleTime: Infinity,
    gcTime: 0,
  })
}
