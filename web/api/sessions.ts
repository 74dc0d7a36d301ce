import type { Session } from '../../server/contract/session.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'

/** Changes to whole sessions; the document itself is saved by the page that edits it. */
export async function renameSession(id: string, title: string): Promise<Session> {
  const session = await request<Session>(`/api/sessions/${id}`, { method: 'PATCH', body: { title } })
  await Promise.all([refreshSessionLists(), queryClient.invalidateQueries({ queryKey: ['session', id] })])
  return session
}

export async function duplicateSession(id: string): Promise<Session> {
  const session = await request<Session>(`/api/sessions/${id}/duplicate`, { method: 'POST' })
  await refreshSessionLists()
  return session
}

export async function deleteSession(id: string): Promise<void> {
  await request(`/api/sessions/${id}`, { method: 'DELETE' })
  await refreshSessionLists()
}

/** Takes back a deletion. */
export async function restoreSession(id: string): Promise<void> {
  await request(`/api/sessions/${id}/restore`, { method: 'POST' })
  await refreshSessionLists()
}

/** After a save that changed a title or an order. */
function refreshSessionLists(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['sessions'] })
}
