import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { endpointsQuery } from '../../api/queries.ts'
import { ApiError } from '../../api/request.ts'
import { baselineQuery } from '../../api/reruns.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { setReplies } from '../../streams/replies.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { draftRerun, type Baseline } from './draft.ts'
import type { Rerun } from './rerun.ts'

interface LoadBaselineProps {
  rerun: Rerun
  baselineId: string
  onDrafted: (baselineId: string) => void
}

/** What the baseline offers to be run again, put into a session that is saved when it is first run. */
export function LoadBaseline({ rerun, baselineId, onDrafted }: LoadBaselineProps) {
  const baseline = useQuery(baselineQuery(baselineId))
  const endpoints = useQuery(endpointsQuery)
  const names = endpoints.data?.endpoints.map(({ name }) => name)
  const isThere = baseline.data !== undefined && names !== undefined
  const drafted = isThere
    ? draftRerun(baseline.data, { endpoints: new Set(names), newId: () => crypto.randomUUID() })
    : undefined
  useEffect(() => {
    if (drafted?.type !== 'draft' || baseline.data === undefined) return
    takeDraft(rerun, baseline.data, drafted.document)
    onDrafted(baselineId)
  })
  const error = baseline.error ?? endpoints.error
  return (
    <main aria-label="Run again" aria-busy={!drafted && !error} className="grid h-full min-h-0 grid-rows-[auto_1fr]">
      <TopBar title="Run again" />
      {drafted?.type === 'nothing' ? (
        <EmptyState title="There is nothing to run again." actions={<OtherBaseline />}>
          {drafted.why}
        </EmptyState>
      ) : error ? (
        <EmptyState
          title={isGone(error) ? 'This session is not here.' : 'The session could not be read.'}
          actions={
            <>
              {!isGone(error) && (
                <Button onClick={() => void Promise.all([baseline.refetch(), endpoints.refetch()])}>Try again</Button>
              )}
              <OtherBaseline />
            </>
          }
        >
          {isGone(error) ? 'It was deleted, or its address is mistyped.' : error.message}
        </EmptyState>
      ) : (
        <div className="grid auto-rows-max gap-4 p-4">
          <Skeleton className="h-24" />
          <Skeleton className="h-64" />
        </div>
      )}
    </main>
  )
}

function OtherBaseline() {
  return (
    <Link to="/rerun" search={{}} className="self-center text-control underline underline-offset-2">
      Choose another
    </Link>
  )
}

function takeDraft(
  rerun: Rerun,
  { session, replies }: Baseline,
  document: ReturnType<Rerun['store']['getState']>['document'],
) {
  setReplies(replies)
  const name = session.page === 'rerun' ? document.baseline.title : sessionTitle(session)
  rerun.store.setState({ document, title: `${name.slice(0, 280)} (run again)` })
}

function isGone(error: Error): boolean {
  return error instanceof ApiError && error.failure.kind === 'not-found'
}
