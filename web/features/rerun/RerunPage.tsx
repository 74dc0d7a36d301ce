import { useMemo, useState } from 'react'
import { FailedSession } from '../../models/session/FailedSession.tsx'
import { SessionBar } from '../../models/session/SessionBar.tsx'
import { renamePageSession } from '../../models/session/pageSession.ts'
import { usePageSession } from '../../models/session/usePageSession.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { AnswersBody } from './AnswersBody.tsx'
import { ChooseBaseline } from './ChooseBaseline.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { LoadBaseline } from './LoadBaseline.tsx'
import { openRerun, RerunContext, useRerun, useRerunState } from './rerun.ts'
import { useRequestStates } from './requestStates.ts'
import { VectorsBody } from './VectorsBody.tsx'

interface RerunPageProps {
  sessionId: string
  /** The address names no session yet: this one is created when it is first run. */
  isNew: boolean
  /** The session whose requests are sent again; undefined: still to be chosen. */
  baselineId: string | undefined
}

/** The requests of an earlier session sent again, and what is different. */
export default function RerunPage({ sessionId, isNew, baselineId }: RerunPageProps) {
  const rerun = useMemo(() => openRerun(sessionId), [sessionId])
  const { loading, reload } = usePageSession(rerun, isNew)
  const [draftedFrom, setDraftedFrom] = useState<string>()
  switch (loading.type) {
    case 'loading':
      return <LoadingPage />
    case 'failed':
      return <FailedSession page="rerun" label="Run again" failure={loading.failure} onRetry={reload} />
    case 'ready':
      if (isNew && baselineId === undefined) return <ChooseBaseline />
      if (isNew && draftedFrom !== baselineId && baselineId !== undefined)
        return <LoadBaseline key={baselineId} rerun={rerun} baselineId={baselineId} onDrafted={setDraftedFrom} />
      return (
        <RerunContext value={rerun}>
          <ReadyPage />
        </RerunContext>
      )
  }
}

function ReadyPage() {
  const rerun = useRerun()
  const title = useRerunState((state) => state.title)
  const save = useRerunState((state) => state.save)
  const isStored = useRerunState((state) => state.isStored)
  const [isRenaming, setIsRenaming] = useState(false)
  const embedding = useRerunState((state) => state.document.embedding)
  const states = useRequestStates()
  useShortcut('mod+s', () => setIsRenaming(true), { description: 'Name and keep', allowInFields: true })
  return (
    <main
      aria-label="Run again"
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)] max-lg:grid-rows-[auto_auto_auto_auto] max-lg:overflow-y-auto"
    >
      <SessionBar
        sessionId={rerun.sessionId}
        title={title}
        save={save}
        isStored={isStored}
        onTitle={(next) => renamePageSession(rerun, next)}
        isRenaming={isRenaming}
        onRenamingChange={setIsRenaming}
      >
        {embedding === undefined && <ExportMenu states={states} />}
      </SessionBar>
      {embedding ? <VectorsBody embedding={embedding} /> : <AnswersBody states={states} />}
    </main>
  )
}

function LoadingPage() {
  return (
    <main aria-label="Run again" aria-busy="true" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title={<Skeleton className="h-4 w-40" />} documentTitle="Run again" />
      <div className="grid auto-rows-max gap-4 p-4">
        <Skeleton className="h-24" />
        <Skeleton className="h-64" />
      </div>
    </main>
  )
}
