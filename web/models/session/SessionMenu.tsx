import { useNavigate, useParams } from '@tanstack/react-router'
import type { SessionRow } from '../../../server/contract/session.ts'
import { duplicateSession } from '../../api/sessions.ts'
import { downloadSession } from '../../api/shares.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { binSessions, pinSessions, tell } from './sessionActions.ts'
import { sessionPages } from './sessionPages.ts'
import { sessionTitle } from './sessionTitle.ts'
import { editTags } from './tagEditor.ts'

interface SessionMenuProps {
  session: SessionRow
  onRename: () => void
  /** Out of the order of Tab: the list has other ways to it. */
  tabIndex?: number
  className?: string
}

export function SessionMenu({ session, onRename, tabIndex, className }: SessionMenuProps) {
  const navigate = useNavigate()
  const { sessionId: openId } = useParams({ strict: false })
  const isPinned = session.pinnedAt !== null

  async function duplicate() {
    const copy = await duplicateSession(session.id)
    await navigate({ to: sessionPages[copy.page].to, params: { sessionId: copy.id } })
  }

  async function remove() {
    const wasOpen = openId === session.id
    const reopen = () => void navigate({ to: sessionPages[session.page].to, params: { sessionId: session.id } })
    await binSessions([session], wasOpen ? reopen : undefined)
    if (wasOpen) await navigate({ to: sessionPages[session.page].newTo })
  }

  return (
    <Menu
      trigger={
        <IconButton
          label={`Actions for ${sessionTitle(session)}`}
          size="small"
          className={className}
          {...(tabIndex !== undefined && { tabIndex })}
        >
          <Icon name="more" />
        </IconButton>
      }
      items={[
        { label: 'Rename', icon: 'pencil', onSelect: onRename },
        { label: 'Tags…', icon: 'tag', onSelect: () => editTags([session]) },
        { label: isPinned ? 'Unpin' : 'Pin', icon: 'pin', onSelect: () => pinSessions([session], !isPinned) },
        { label: 'Duplicate', icon: 'duplicate', onSelect: () => tell(duplicate(), 'Not duplicated') },
        'separator',
        { label: 'Export as HTML', icon: 'download', onSelect: () => downloadSession(session.id, 'html') },
        { label: 'Export as JSON', icon: 'download', onSelect: () => downloadSession(session.id, 'json') },
        { label: 'Export as Markdown', icon: 'download', onSelect: () => downloadSession(session.id, 'md') },
        { label: 'Export replies as CSV', icon: 'download', onSelect: () => downloadSession(session.id, 'csv') },
        { label: 'Export replies as JSONL', icon: 'download', onSelect: () => downloadSession(session.id, 'jsonl') },
        'separator',
        { label: 'Delete', icon: 'trash', isDanger: true, onSelect: () => tell(remove(), 'Not deleted') },
      ]}
    />
  )
}
