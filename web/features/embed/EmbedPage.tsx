import { useMemo, useState } from 'react'
import { FailedSession } from '../../models/session/FailedSession.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import { Announcer } from './Announcer.tsx'
import { EmbedBar } from './EmbedBar.tsx'
import { Inspector } from './Inspector.tsx'
import { openWorkbench } from './openWorkbench.ts'
import { Results } from './Results.tsx'
import { TextColumn } from './TextColumn.tsx'
import { useEmbedKeys } from './useEmbedKeys.ts'
import { useWorkbenchSession } from './useWorkbenchSession.ts'
import { ViewSwitch, type NarrowView } from './ViewSwitch.tsx'
import { WorkbenchContext, type Workbench } from './workbench.ts'

interface EmbedPageProps {
  sessionId: string
  /** The address names no session yet: this one is created by its first save. */
  isNew: boolean
}

export default function EmbedPage({ sessionId, isNew }: EmbedPageProps) {
  const workbench = useMemo(() => openWorkbench(sessionId), [sessionId])
  const { state, reload } = useWorkbenchSession(workbench, isNew)
  switch (state.type) {
    case 'loading':
      return <LoadingPage />
    case 'failed':
      return <FailedSession page="embed" label="Embed" failure={state.failure} onRetry={reload} />
    case 'ready':
      return (
        <WorkbenchContext value={workbench}>
          <ReadyPage workbench={workbench} />
        </WorkbenchContext>
      )
  }
}

function ReadyPage({ workbench }: { workbench: Workbench }) {
  const [isRenaming, setIsRenaming] = useState(false)
  const [view, setView] = useState<NarrowView>('texts')
  const isNarrow = useNarrow()
  useEmbedKeys(workbench, () => setIsRenaming(true))
  return (
    <main
      aria-label="Embed"
      // Magnified four times there are 225 px of height: then the page scrolls, and the texts keep a height of their own.
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] max-sm:grid-rows-[auto_auto_minmax(0,1fr)] [@media(max-height:420px)]:overflow-y-auto"
    >
      <EmbedBar isRenaming={isRenaming} onRenamingChange={setIsRenaming} />
      {isNarrow && <ViewSwitch view={view} onChange={setView} />}
      {isNarrow ? (
        view === 'texts' ? (
          <TextColumn />
        ) : (
          <Results />
        )
      ) : (
        <div className="grid min-h-0 grid-cols-[minmax(300px,clamp(300px,31vw,430px))_minmax(0,1fr)] grid-rows-[minmax(0,1fr)]">
          <TextColumn />
          <Results />
        </div>
      )}
      <Announcer />
      <Inspector />
    </main>
  )
}

function LoadingPage() {
  return (
    <main aria-label="Embed" aria-busy="true" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar
        title={
          <>
            <span className="sr-only">Embed</span>
            <Skeleton className="h-4 w-40" />
          </>
        }
        documentTitle="Embed"
      />
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,5fr)] content-start gap-6 p-4 max-sm:grid-cols-1">
        <div className="grid gap-4">
          <Skeleton className="h-5 w-3/5" />
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
        <div className="grid gap-4 max-sm:hidden">
          <Skeleton className="h-16" />
          <Skeleton className="h-60" />
        </div>
      </div>
    </main>
  )
}
