import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { sessionsQuery } from '../../api/queries.ts'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { SessionMenu } from '../../models/session/SessionMenu.tsx'
import { SessionName } from './SessionName.tsx'

/** The rail's sessions: those pinned, then the last ten. */
export function RecentSessions({ heading, onGo }: { heading: ReactNode; onGo?: () => void }) {
  const { data } = useQuery(sessionsQuery)
  const [heldOrder, setHeldOrder] = useState<string[]>()
  const rows = inOrder(data ?? [], heldOrder)
  if (rows.length === 0) return null
  return (
    <>
      {heading}
      <ul
        // A save moves its session to the top: not while someone is about to click.
        onPointerEnter={() => setHeldOrder(rows.map((row) => row.id))}
        onPointerLeave={() => setHeldOrder(undefined)}
      >
        {rows.map((row) => (
          <RecentSession key={row.id} session={row} onGo={onGo} />
        ))}
      </ul>
    </>
  )
}

function RecentSession({ session, onGo }: { session: SessionRow; onGo?: () => void }) {
  const { sessionId } = useParams({ strict: false })
  const [isEditing, setIsEditing] = useState(false)
  const isCurrent = sessionId === session.id
  return (
    <li
      className={joinClasses(
        'group relative flex items-center rounded-inner text-[0.78125rem] pointer-coarse:min-h-11',
        isCurrent ? 'bg-raised text-ink' : 'text-ink-2 hover:bg-raised hover:text-ink',
      )}
    >
      {session.pinnedAt !== null && !isEditing && (
        <span className="-mr-1 flex pl-2 text-ink-3" title="Pinned">
          <Icon name="pin" className="size-3" />
          <span className="sr-only">Pinned</span>
        </span>
      )}
      <SessionName
        session={session}
        isEditing={isEditing}
        onEditingChange={setIsEditing}
        isCurrent={isCurrent}
        onGo={onGo}
        className="rounded-inner px-2 py-[5px] group-focus-within:pr-8 group-hover:pr-8 pointer-coarse:pr-12"
      />
      {!isEditing && (
        <SessionMenu
          session={session}
          onRename={() => setIsEditing(true)}
          // Out of sight until the row is pointed at or holds the focus, but never out of reach.
          className="absolute right-0.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100"
        />
      )}
    </li>
  )
}

function inOrder(rows: SessionRow[], order: string[] | undefined): SessionRow[] {
  if (!order) return rows
  const place = (row: SessionRow) => {
    const index = order.indexOf(row.id)
    return index === -1 ? order.length : index
  }
  return rows.toSorted((a, b) => place(a) - place(b))
}
