import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { allSessionsQuery } from '../../api/queries.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { formatWhen } from '../../ui/formatWhen.ts'
import { ForkDialog } from './ForkDialog.tsx'
import { ImportButton } from './ImportButton.tsx'
import { SessionMenu } from './SessionMenu.tsx'
import { SessionName } from './SessionName.tsx'

export default function SessionsPage() {
  const [search, setSearch] = useState('')
  const words = useDeferredValue(search.trim())
  const query = useInfiniteQuery(allSessionsQuery(words))
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  // As old as the list itself: both are renewed together.
  const now = new Date(query.dataUpdatedAt)
  const isSearching = words !== ''
  const found = query.data?.pages.flatMap((page) => page.sessions) ?? []

  return (
    <main className="flex h-full flex-col">
      <TopBar title="Sessions">
        <ForkDialog />
        <ImportButton />
        <Link to="/" className={buttonClasses('primary')}>
          New comparison
        </Link>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid grid-cols-1 max-w-[880px] gap-3 p-4">
          <TextField
            type="search"
            aria-label="Search by title"
            placeholder="Search by title"
            value={search}
            onChange={setSearch}
            className="max-w-80"
          />
          {query.isPending && <Loading />}
          {query.isError && found.length === 0 && (
            <ErrorNote
              title="The sessions could not be read"
              actions={<Button onClick={() => void query.refetch()}>Retry</Button>}
            >
              {failureMessage(query.error)}
            </ErrorNote>
          )}
          {query.isSuccess && !isSearching && found.length === 0 && (
            <EmptyState title="No sessions yet">
              Every comparison is saved here by itself as soon as you type.
            </EmptyState>
          )}
          {isSearching && query.isSuccess && (
            <p aria-live="polite" className="text-note text-ink-3">
              {hasNextPage && 'More than '}
              {found.length === 1 ? '1 session' : `${formatCount(found.length)} sessions`}
            </p>
          )}
          {found.length > 0 && (
            <ul className="border-t border-line">
              {found.map((row) => (
                <SessionLine key={row.id} session={row} now={now} />
              ))}
            </ul>
          )}
          {hasNextPage && (
            <Button className="justify-self-start" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older
            </Button>
          )}
        </div>
      </div>
    </main>
  )
}

function SessionLine({ session, now }: { session: SessionRow; now: Date }) {
  const [isEditing, setIsEditing] = useState(false)
  return (
    // Lines out of sight cost nothing to lay out: ten thousand sessions scroll like ten.
    <li className="flex min-h-10 items-center gap-3 border-b border-line px-1 [contain-intrinsic-size:auto_40px] [content-visibility:auto] hover:bg-raised pointer-coarse:min-h-12">
      <Icon name={session.page} className="text-ink-3" />
      <SessionName
        session={session}
        isEditing={isEditing}
        onEditingChange={setIsEditing}
        className="rounded-inner px-1 py-1.5 text-reading font-medium"
      />
      <time
        dateTime={session.updatedAt}
        title={new Date(session.updatedAt).toLocaleString()}
        className="flex-none text-note text-ink-3 tabular-nums"
      >
        {formatWhen(new Date(session.updatedAt), now)}
      </time>
      <SessionMenu session={session} onRename={() => setIsEditing(true)} />
    </li>
  )
}

function Loading() {
  return (
    <div className="grid grid-cols-1 gap-px border-t border-line" aria-label="Loading sessions">
      {[60, 45, 72, 38].map((width) => (
        <div
          key={width}
          className="flex h-10 items-center border-b border-line"
          style={{ paddingRight: `${100 - width}%` }}
        >
          <Skeleton />
        </div>
      ))}
    </div>
  )
}
