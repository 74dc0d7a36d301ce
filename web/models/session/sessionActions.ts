import type { SessionRow } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { deleteSessions, duplicateSessions, renameSession as rename, restoreSessions } from '../../api/sessions.ts'
import type { OnProgress } from '../../api/sessionBatch.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { announceToAll } from './otherTabs.ts'
import { sessionTitle } from './sessionTitle.ts'

/** What is done to sessions from any list or page: it ends in what is shown, a word, and a way back. */
export type NamedSession = Pick<SessionRow, 'id' | 'title' | 'page'>

export function renameSession(session: NamedSession, title: string): void {
  if (title === '' || title === session.title) return
  const work = async () => {
    await rename(session.id, title)
    announceToAll({ sessionId: session.id, revision: 0, how: 'renamed' })
  }
  tell(work(), 'Not renamed')
}

/** Into the bin. `onUndone`: after they were brought back by the toast's button. */
export async function binSessions(
  sessions: readonly NamedSession[],
  { onUndone, onProgress }: { onUndone?: (() => void) | undefined; onProgress?: OnProgress } = {},
): Promise<void> {
  const ids = sessions.map(({ id }) => id)
  await deleteSessions(ids, onProgress)
  const undo = async () => {
    await restoreSessions(ids)
    onUndone?.()
  }
  showToast({
    message: `Deleted ${sessionsInWords(sessions)}.`,
    action: { label: 'Undo', onSelect: () => tell(undo(), 'Not restored') },
  })
}

/** Copies of several; the copies can be taken back. */
export async function copySessions(sessions: readonly NamedSession[], onProgress: OnProgress): Promise<void> {
  const copies = await duplicateSessions(
    sessions.map(({ id }) => id),
    onProgress,
  )
  const undo = () => deleteSessions(copies.map(({ id }) => id))
  showToast({
    message: `Duplicated ${sessionsInWords(sessions)}.`,
    action: { label: 'Undo', onSelect: () => tell(undo(), 'Not undone') },
  })
}

/** “Refund mail”, or 3 sessions. */
export function sessionsInWords(sessions: readonly NamedSession[]): string {
  const [only] = sessions
  if (only && sessions.length === 1) return `“${sessionTitle(only)}”`
  return `${formatCount(sessions.length)} sessions`
}

/** Says it where work failed. */
export function tell(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => showToast({ message: `${what}. ${failureMessage(error)}` }))
}
