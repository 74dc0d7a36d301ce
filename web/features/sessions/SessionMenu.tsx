import { useNavigate, useParams } from '@tanstack/react-router'
import type { SessionRow } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { deleteSession, duplicateSession, restoreSession } from '../../api/sessions.ts'
import { downloadSession } from '../../api/shares.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { sessionTitle } from './sessionTitle.ts'

interface SessionMenuProps {
  session: SessionRow
  onRename: () => void
  className?: string
}

export function SessionMenu({ session, onRename, className }: SessionMenuProps) {
  const navigate = useNavigate()
  const { sessionId: openId } = useParams({ strict: false })

  async function duplicate() {
    const copy = await duplicateSession(session.id)
    await navigate({ to: sessionPages[copy.page].to, params: { sessionId: copy.id } })
  }

  async function remove() {
    await deleteSession(session.id)
    const wasOpen = openId === session.id
    if (wasOpen) await navigate({ to: sessionPages[session.page].newTo })
    showToast({
      message: `Deleted “${sessionTitle(session)}”.`,
      action: { label: 'Undo', onSelect: () => tell(undo(wasOpen), 'Not restored') },
    })
  }

  async function undo(wasOpen: boolean) {
    await restoreSession(session.id)
    if (wasOpen) await navigate({ to: sessionPages[session.page].to, params: { sessionId: session.id } })
  }

  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${sessionTitle(session)}`} size="small" className={className}>
          <Icon name="more" />
        </IconButton>
      }
      items={[
        { label: 'Rename', icon: 'pencil', onSelect: onRename },
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

function tell(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => showToast({ message: `${what}. ${failureMessage(error)}` }))
}
