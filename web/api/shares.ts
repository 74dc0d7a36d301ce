import { queryOptions } from '@tanstack/react-query'
import type { CreatedShare, Share, ShareDraft, ShareParts, SharePreview } from '../../server/contract/share.ts'
import type { SessionExportFormat, SessionsImported } from '../../server/contract/sessionFile.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

export const sharesQuery = queryOptions({
  queryKey: ['shares'],
  queryFn: ({ signal }) => request<Share[]>('/api/shares', { signal }),
  // Views are counted without us.
  refetchInterval: 30_000,
})

export function sharePreviewQuery(sessionId: string, parts: ShareParts) {
  return queryOptions({
    queryKey: ['share-preview', sessionId, parts],
    queryFn: ({ signal }) =>
      request<SharePreview>(`/api/sessions/${sessionId}/share-previews`, { method: 'POST', body: parts, signal }),
    // Each opening of the dialog shows the session as it is now.
    staleTime: Infinity,
    gcTime: 0,
  })
}

/** The link is the caller's: it goes into no cache. */
export async function createShare(draft: ShareDraft): Promise<CreatedShare> {
  const created = await request<CreatedShare>('/api/shares', { method: 'POST', body: draft })
  await queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey })
  return created
}

export async function revokeShare(id: string): Promise<void> {
  await request(`/api/shares/${id}`, { method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey })
}

export async function revokeAllShares(): Promise<void> {
  await request('/api/shares', { method: 'DELETE' })
  await queryClient.invalidateQueries({ queryKey: sharesQuery.queryKey })
}

export async function importSessions(file: File): Promise<SessionsImported> {
  const name = encodeURIComponent(file.name.slice(0, 300))
  const imported = await request<SessionsImported>(`/api/sessions/import?name=${name}`, { method: 'POST', bytes: file })
  await queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return imported
}

export async function forkShare(token: string, passphrase: string): Promise<SessionsImported> {
  const body = { token, ...(passphrase === '' ? {} : { passphrase }) }
  const imported = await request<SessionsImported>('/api/shares/fork', { method: 'POST', body })
  await queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return imported
}

/** The browser keeps the file: a download of ours, by its address. */
export function downloadSession(id: string, format: SessionExportFormat): void {
  const link = document.createElement('a')
  link.href = `/api/sessions/${id}/export?format=${format}`
  link.download = ''
  link.click()
}
