import type { BinEmptied, Session, SessionChange, SessionRow } from '../../server/contract/session.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'
import { patchSessionRows, removeSessionRows } from './sessionList.ts'

/**
 * Changes to whole sessions; the document itself is saved by the page that edits it. One after the other: a failure ends
 * it, and what was done before it is done and shown.
 */
export async function changeSessions(ids: readonly string[], changeOf: (id: string) => SessionChange): Promise<void> {
  const changed = new Map<string, SessionRow>()
  try {
    await inTurn(ids, async (id) => {
      changed.set(id, await request<SessionRow>(`/api/sessions/${id}`, { method: 'PATCH', body: changeOf(id) }))
    })
  } finally {
    // Where a search found it is the list's own.
    patchSessionRows((row) => ({ ...row, ...changed.get(row.id) }))
    await refreshBesideLists()
  }
}

export async function duplicateSession(id: string): Promise<Session> {
  const session = await request<Session>(`/api/sessions/${id}/duplicate`, { method: 'POST' })
  await refreshSessions()
  return session
}

/** By this tab: what its pages still have to save must not bring them back. */
const deletedHere = new Set<string>()

export function isDeletedHere(id: string): boolean {
  return deletedHere.has(id)
}

/** Into the bin. */
export function deleteSessions(ids: readonly string[]): Promise<void> {
  return removeEach(ids, 'list', async (id) => {
    deletedHere.add(id)
    try {
      await request(`/api/sessions/${id}`, { method: 'DELETE' })
    } catch (error) {
      deletedHere.delete(id)
      throw error
    }
  })
}

/** Out of the bin, where they were in the list. */
export function restoreSessions(ids: readonly string[]): Promise<void> {
  return removeEach(ids, 'bin', async (id) => {
    await request(`/api/sessions/${id}/restore`, { method: 'POST' })
    deletedHere.delete(id)
  })
}

/** Those of the bin, for ever. */
export function deleteSessionsForever(ids: readonly string[]): Promise<void> {
  return removeEach(ids, 'bin', (id) => request(`/api/sessions/${id}?forever=true`, { method: 'DELETE' }))
}

export async function emptyBin(): Promise<BinEmptied> {
  const answer = await request<BinEmptied>('/api/sessions/bin/empty', { method: 'POST' })
  await refreshSessions()
  return answer
}

/** Several in one file, up to 100; the browser keeps it. */
export function downloadSessions(ids: readonly string[]): void {
  const link = document.createElement('a')
  link.href = `/api/sessions/export?${new URLSearchParams(ids.map((id) => ['id', id])).toString()}`
  link.download = ''
  link.click()
}

/** Every session in one file; with what is in the bin too. */
export function downloadEverything({ gzip, bin }: { gzip: boolean; bin: boolean }): void {
  const link = document.createElement('a')
  const query = new URLSearchParams({ ...(gzip && { gzip: 'true' }), ...(bin && { bin: 'true' }) })
  link.href = `/api/sessions/export?${query.toString()}`
  link.download = ''
  link.click()
}

async function removeEach(ids: readonly string[], from: 'list' | 'bin', ask: (id: string) => Promise<unknown>) {
  const done = new Set<string>()
  try {
    await inTurn(ids, async (id) => {
      await ask(id)
      done.add(id)
    })
  } finally {
    removeSessionRows(done, from)
  }
}

/** As many at once as leave a connection for everything else. */
const atOnce = 3

async function inTurn(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const waiting = ids.values()
  const worker = async () => {
    for (const id of waiting) await work(id)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** The rail, what there is to filter by, which are pinned: all but the lists, which hold still. */
function refreshBesideLists(): Promise<void> {
  return queryClient.invalidateQueries({
    queryKey: ['sessions'],
    predicate: ({ queryKey }) => queryKey[1] !== 'list',
  })
}

function refreshSessions(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['sessions'] })
}
