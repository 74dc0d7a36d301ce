import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { SessionVersion } from '../../../server/contract/sessionVersion.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { versionsQuery } from '../../api/versions.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { versionFacts, versionName } from './versionWords.ts'
import { showVersions, useVersionsShown } from './versionsShown.ts'

export function VersionList({ sessionId }: { sessionId: string }) {
  const { data, error, isPending, dataUpdatedAt, refetch } = useQuery(versionsQuery(sessionId))
  if (isPending) return <LoadingRows />
  if (!data)
    return (
      <div className="p-4">
        <ErrorNote
          title="The versions could not be read"
          actions={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          {failureMessage(error)}
        </ErrorNote>
      </div>
    )
  if (data.versions.length === 0)
    return (
      <EmptyState title="No versions yet.">Every send is kept as a point you can go back to, or fork from.</EmptyState>
    )
  const now = new Date(dataUpdatedAt)
  return (
    <>
      <p className="px-4 pb-3 text-note text-ink-2">
        Every send is kept. Going back keeps what is here now first; a fork leaves this session as it is.
      </p>
      <ol aria-label="Versions" className="border-t border-line">
        {data.versions.map((version) => (
          <li key={version.number} className="border-b border-line">
            <VersionRow sessionId={sessionId} version={version} now={now} />
          </li>
        ))}
      </ol>
    </>
  )
}

function VersionRow({ sessionId, version, now }: { sessionId: string; version: SessionVersion; now: Date }) {
  const row = useRef<HTMLButtonElement>(null)
  const wasLeft = useVersionsShown((state) => state.left === version.number)
  useEffect(() => {
    if (wasLeft) row.current?.focus()
  }, [wasLeft])
  return (
    <button
      ref={row}
      type="button"
      onClick={() => showVersions(sessionId, version.number)}
      className="flex min-h-12 w-full cursor-default items-center gap-3 px-4 py-2 text-left -outline-offset-2 hover:bg-raised"
    >
      <span className="min-w-0 flex-1">
        <span dir="auto" className="line-clamp-2 text-control font-medium wrap-anywhere">
          {versionName(version)}
        </span>
        <span className="block text-note text-ink-2">
          {versionFacts(version)} ·{' '}
          <time dateTime={version.keptAt} title={new Date(version.keptAt).toLocaleString('en-GB')}>
            {timeOf(version, now)}
          </time>
        </span>
      </span>
      <Icon name="chevron-right" className="text-ink-3" />
    </button>
  )
}

/** To the second: two sends may be a moment apart. */
function timeOf({ keptAt }: SessionVersion, now: Date): string {
  const at = new Date(keptAt)
  const time = at.toLocaleTimeString('en-GB')
  if (at.toDateString() === now.toDateString()) return time
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })} ${time}`
}

function LoadingRows() {
  return (
    <div aria-busy="true" className="grid gap-3 p-4">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-10" />
      ))}
    </div>
  )
}
