import { useMemo } from 'react'
import { FailedSession } from '../../models/session/FailedSession.tsx'
import { usePageSession } from '../../models/session/usePageSession.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { CompleteContext, openComplete } from './complete.ts'
import { ReadyPage } from './ReadyPage.tsx'

interface CompletePageProps {
  sessionId: string
  /** The address names no session yet: this one is created by its first save. */
  isNew: boolean
}

/** The text is the document: models go on with it, and what they write is part of it. */
export default function CompletePage({ sessionId, isNew }: CompletePageProps) {
  const complete = useMemo(() => openComplete(sessionId), [sessionId])
  const { loading, reload } = usePageSession(complete, isNew)
  switch (loading.type) {
    case 'loading':
      return (
        <main aria-label="Complete" aria-busy="true" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
          <TopBar title={<Skeleton className="h-4 w-40" />} documentTitle="Complete" />
          <div className="grid content-start gap-3 p-6">
            <Skeleton className="h-5 w-4/5" />
            <Skeleton className="h-5 w-3/5" />
          </div>
        </main>
      )
    case 'failed':
      return <FailedSession page="complete" label="Complete" failure={loading.failure} onRetry={reload} />
    case 'ready':
      return (
        <CompleteContext value={complete}>
          <ReadyPage />
        </CompleteContext>
      )
  }
}
