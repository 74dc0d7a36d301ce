import { useNavigate, useParams } from '@tanstack/react-router'
import type { SessionRow } from '../../../server/contract/session.ts'
import type { SessionExportFormat } from '../../../server/contract/sessionFile.ts'
import { duplicateSession, pinSessions } from '../../api/sessions.ts'
import { downloadSession } from '../../api/shares.ts'
import type { MenuItem } from '../../ui/Menu.tsx'
import { binSessions, tell } from './sessionActions.ts'
import { sessionPages } from './sessionPages.ts'
import { showVersions } from '../versions/versionsShown.ts'
import { editTags } from './tagEditor.ts'

/** The entries of a session's menu; none can be chosen while there is no session yet. */
export function useSessionItems(session: SessionRow | undefined, onRename: () => void): (MenuItem | 'separator')[] {
  const navigate = useNavigate()
  const { sessionId: openId } = useParams({ strict: false })

  async function duplicate({ id }: SessionRow) {
    const copy = await duplicateSession(id)
    await navigate({ to: sessionPages[copy.page].to, params: { sessionId: copy.id } })
  }

  async function remove({ id, title, page }: SessionRow) {
    const wasOpen = openId === id
    const reopen = () => void navigate({ to: sessionPages[page].to, params: { sessionId: id } })
    await binSessions([{ id, title, page }], { onUndone: wasOpen ? reopen : undefined })
    if (wasOpen) await navigate({ to: sessionPages[page].newTo })
  }

  function item(label: string, icon: MenuItem['icon'], act: (session: SessionRow) => void): MenuItem {
    return {
      label,
      ...(icon && { icon }),
      isDisabled: session === undefined,
      onSelect: () => session && act(session),
    }
  }
  const file = (label: string, format: SessionExportFormat) =>
    item(label, 'download', ({ id }) => downloadSession(id, format))
  const isPinned = session !== undefined && session.pinnedAt !== null
  return [
    item('Rename', 'pencil', onRename),
    item('Tags…', 'tag', (it) => editTags([it])),
    item(isPinned ? 'Unpin' : 'Pin', 'pin', (it) =>
      tell(pinSessions([it.id], !isPinned), isPinned ? 'Not unpinned' : 'Not pinned'),
    ),
    item('Duplicate', 'duplicate', (it) => tell(duplicate(it), 'Not duplicated')),
    item('Versions…', 'versions', (it) => showVersions(it.id)),
    item('Run again…', 'rerun', (it) => void navigate({ to: '/rerun', search: { baseline: it.id } })),
    'separator',
    file('Export as HTML', 'html'),
    file('Export as JSON', 'json'),
    file('Export as Markdown', 'md'),
    file('Export replies as CSV', 'csv'),
    file('Export replies as JSONL', 'jsonl'),
    'separator',
    { ...item('Delete', 'trash', (it) => tell(remove(it), 'Not deleted')), isDanger: true },
  ]
}
