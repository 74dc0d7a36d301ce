import { Link } from '@tanstack/react-router'
import type { SessionRow } from '../../../server/contract/session.ts'
import { renameSession } from '../../models/session/sessionActions.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { EditableText } from '../../ui/EditableText.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'

interface SessionNameProps {
  session: SessionRow
  isEditing: boolean
  onEditingChange: (isEditing: boolean) => void
  isCurrent?: boolean
  onGo?: () => void
  className?: string
}

/** The link to a session, or the field that renames it. */
export function SessionName({ session, isEditing, onEditingChange, isCurrent, onGo, className }: SessionNameProps) {
  if (isEditing)
    return (
      <EditableText
        value={session.title}
        label="Title"
        isEditing
        onEditingChange={onEditingChange}
        onCommit={(title) => renameSession(session, title)}
        className="text-control"
      />
    )
  return (
    <Link
      to={sessionPages[session.page].to}
      params={{ sessionId: session.id }}
      onClick={onGo}
      aria-current={isCurrent ? 'page' : undefined}
      title={sessionTitle(session)}
      className={joinClasses('min-w-0 flex-1 cursor-default truncate', className)}
    >
      {sessionTitle(session)}
    </Link>
  )
}
