import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { endpointsQuery } from '../../api/queries.ts'
import { FailedSession } from '../../models/session/FailedSession.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { Announcer } from './Announcer.tsx'
import { Board } from './Board.tsx'
import './compare.css'
import { CompareBar } from './CompareBar.tsx'
import { ComparisonContext, useCompare, type Comparison } from './compareState.ts'
import { openComparison } from './comparison.ts'
import { Composer } from './Composer.tsx'
import { Inspector } from './Inspector.tsx'
import { PaneTabs } from './PaneTabs.tsx'
import { useCompareKeys } from './useCompareKeys.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { useOpenAt } from './useOpenAt.ts'
import { useSession } from './useSession.ts'

const Tiles = part(async () => (await import('./Tiles.tsx')).Tiles)

interface ComparePageProps {
  sessionId: string
  /** The address names no session yet: this one is created by its first save. */
  isNew: boolean
}

export function ComparePage({ sessionId, isNew }: ComparePageProps) {
  const comparison = useMemo(() => openComparison(sessionId), [sessionId])
  const { state, reload } = useSession(comparison, isNew)
  switch (state.type) {
    case 'loading':
      return <LoadingPage />
    case 'failed':
      return <FailedSession page="compare" label="Compare" failure={state.failure} onRetry={reload} />
    case 'ready':
      return (
        <ComparisonContext value={comparison}>
          <ReadyPage comparison={comparison} />
        </ComparisonContext>
      )
  }
}

function ReadyPage({ comparison }: { comparison: Comparison }) {
  const [isRenaming, setIsRenaming] = useState(false)
  const isNarrow = useNarrow()
  useCompareKeys(comparison, () => setIsRenaming(true))
  useOpenAt()
  return (
    <main
      aria-label="Compare"
      // Magnified four times there are 225 px of height: then the page scrolls, and the board keeps a height of its own.
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] [@media(max-height:420px)]:grid-rows-[auto_minmax(13rem,1fr)_auto] [@media(max-height:420px)]:overflow-y-auto"
    >
      <CompareBar isNarrow={isNarrow} isRenaming={isRenaming} onRenamingChange={setIsRenaming} />
      <Panes isNarrow={isNarrow} />
      <Composer />
      <Announcer />
      <Inspector />
    </main>
  )
}

function Panes({ isNarrow }: { isNarrow: boolean }) {
  const layout = useCompare((state) => state.layout)
  const activeId = useCompare(
    ({ document, activePaneId }) => (document.panes.find(({ id }) => id === activePaneId) ?? document.panes[0])?.id,
  )
  if (activeId === undefined) return <NoPanes />
  if (isNarrow)
    return (
      <PaneTabs activeId={activeId}>
        <Board key={activeId} onlyPaneId={activeId} />
      </PaneTabs>
    )
  if (layout === 'columns') return <Board />
  return (
    <PartBoundary fallback={<PanesSkeleton />}>
      <Tiles />
    </PartBoundary>
  )
}

/** While the endpoints are asked for, or after the last pane was removed. */
function NoPanes() {
  const isUntouched = useCompare((state) => state.isUntouched)
  const { isPending } = useQuery(endpointsQuery)
  if (isUntouched || isPending) return <PanesSkeleton />
  return <EmptyState title="No panes">Add one with the plus at the top right.</EmptyState>
}

function LoadingPage() {
  return (
    <main aria-label="Compare" aria-busy="true" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title={<LoadingTitle />} documentTitle="Compare" />
      <PanesSkeleton />
    </main>
  )
}

function LoadingTitle() {
  return (
    <>
      <span className="sr-only">Compare</span>
      <Skeleton className="h-4 w-40" />
    </>
  )
}

function PanesSkeleton() {
  return (
    <div className="grid grid-cols-2 content-start gap-x-8 gap-y-3 px-4 py-4">
      <Skeleton className="h-5 w-2/5 max-[699px]:col-span-2" />
      <Skeleton className="h-5 w-2/5 max-[699px]:hidden" />
      <Skeleton className="col-span-2 mt-6 h-5 w-3/5" />
      <Skeleton className="h-40 max-[699px]:col-span-2" />
      <Skeleton className="h-40 max-[699px]:hidden" />
    </div>
  )
}
