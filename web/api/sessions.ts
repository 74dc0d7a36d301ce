import type { BinEmptied, Session, SessionRow } from '../../server/contract/session.ts'
import type { TagChange } from '../../server/contract/tagChange.ts'
import { queryClient } from './queryClient.ts'
import { request } from './request.ts'
import { inBatches, type Asked, type OnProgress } from './sessionBatch.ts'
import { patchSessionRows, removeSessionRows } from './sessionList.ts'

/** The document itself is saved by the page that edits it. */
export async function renameSession(id: string, title: string): Promise<void> {
  const row = await request<SessionRow>(`/api/sessions/${id}`, { method: 'PATCH', body: { title } })
  await showChanged([row])
}

export function pinSessions(ids: readonly string[], isPinned: boolean, onProgress?: OnProgress): Promise<void> {
  return change(ids, { action: isPinned ? 'pin' : 'unpin' }, onProgress)
}

export function tagSessions(ids: readonly string[], { added, removed }: TagChange): Promise<void> {
  return change(ids, { action: 'tag', added: [...added], removed: [...removed] })
}

async function change(ids: readonly string[], asked: Asked, onProgress?: OnProgress): Promise<void> {
  const changed: SessionRow[] = []
  try {
    await inBatches(ids, asked, {
      onAnswer: ({ sessions }) => changed.push(...sessions),
      onProgress,
    })
  } finally {
    await showChanged(changed)
  }
}

function showChanged(rows: readonly SessionRow[]): Promise<void> {
  const changed = new Map(rows.map((row) => [row.id, row]))
  // Where a search found it is the list's own.
  patchSessionRows((row) => ({ ...row, ...changed.get(row.id) }))
  return refreshBesideLists()
}

export async function duplicateSession(id: string): Promise<Session> {
  const session = await request<Session>(`/api/sessions/${id}/duplicate`, { method: 'POST' })
  await refreshSessions()
  return session
}

/** Answers the copies. */
export async function duplicateSessions(ids: readonly string[], onProgress?: OnProgress): Promise<SessionRow[]> {
  const copies: SessionRow[] = []
  try {
    await inBatches(ids, { action: 'duplicate' }, { onAnswer: ({ sessions }) => copies.push(...sessions), onProgress })
  } finally {
    await refreshSessions()
  }
  return copies
}

/** By this tab: what its pages still have to save must not bring them back. */
const deletedHere = new Set<string>()

export function isDeletedHere(id: string): boolean {
  return deletedHere.has(id)
}

/** Into the bin. */
export async function deleteSessions(ids: readonly string[], onProgress?: OnProgress): Promise<void> {
  const before = ids.filter((id) => !deletedHere.has(id))
  for (const id of ids) deletedHere.add(id)
  const gone = new Set<string>()
  try {
    await remove(ids, 'bin', { gone, onProgress })
  } finally {
    for (const id of before) if (!gone.has(id)) deletedHere.delete(id)
  }
}

/** Out of the bin, where they were in the list. */
export async function restoreSessions(ids: readonly string[], onProgress?: OnProgress): Promise<void> {
  const restored = new Set<string>()
  try {
    await remove(ids, 'restore', { gone: restored, onProgress })
  } finally {
    for (const id of restored) deletedHere.delete(id)
  }
}

/** Those of the bin, for ever. */
export function deleteSessionsForever(ids: readonly string[], onProgress?: OnProgress): Promise<void> {
  return remove(ids, 'delete', { onProgress })
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

interface Removal {
  /** Gets those that left. */
  gone?: Set<string>
  onProgress?: OnProgress | undefined
}

/** What is no longer where it was, whoever took it away, leaves that list. */
async function remove(
  ids: readonly string[],
  action: 'bin' | 'restore' | 'delete',
  { gone = new Set(), onProgress }: Removal,
): Promise<void> {
  const absent = new Set<string>()
  try {
    await inBatches(
      ids,
      { action },
      {
        onAnswer({ done, missing }) {
          for (const id of done) gone.add(id)
          for (const id of missing) absent.add(id)
        },
        onProgress,
      },
    )
  } finally {
    removeSessionRows(new Set([...gone, ...absent]), action === 'bin' ? 'list' : 'bin')
  }
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
