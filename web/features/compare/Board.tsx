import { useShallow } from 'zustand/react/shallow'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { useCompare } from './compareState.ts'
import { EmptyBoard } from './EmptyBoard.tsx'
import { PaneComposer } from './PaneComposer.tsx'
import { PaneHead } from './PaneHead.tsx'
import { TurnRow } from './LazyTurnRow.tsx'
import { useDrawnTurns } from './useDrawnTurns.ts'
import { useFollow } from './useFollow.ts'

interface BoardProps {
  /** On a phone: the one pane that is shown. */
  onlyPaneId?: string
}

/** Columns are panes, rows are turns, in one grid: the answers to a prompt begin on one line. */
export function Board({ onlyPaneId }: BoardProps) {
  const allIds = useCompare(useShallow(({ document }) => document.panes.map(({ id }) => id)))
  const paneIds = onlyPaneId === undefined ? allIds : allIds.filter((id) => id === onlyPaneId)
  const turnIds = useCompare(useShallow(({ document }) => document.turns.map(({ id }) => id)))
  const latest = turnIds.at(-1)
  const drawn = useDrawnTurns(turnIds.length, paneIds.length)
  const { scroller, isFollowing, toLatest } = useFollow(latest)
  return (
    <div className="relative grid min-h-0">
      {/* The page's keys include the arrows only where the board itself has the focus. */}
      <section
        ref={scroller}
        aria-label="Board"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        // Its own ground: only what is opaque is scrolled by the compositor, anything else is painted anew.
        className="min-h-0 overflow-auto bg-canvas overscroll-contain outline-offset-[-2px]"
      >
        <div
          className="grid min-w-full content-start"
          style={{ gridTemplateColumns: `repeat(${paneIds.length}, minmax(${onlyPaneId ? '0px' : '300px'}, 1fr))` }}
        >
          {paneIds.map((id, index) => (
            <div
              key={id}
              ref={index === 0 ? tellSizes : undefined}
              data-pane={id}
              className={joinClasses(
                'sticky top-0 z-20 min-w-0 border-b border-line bg-canvas',
                index > 0 && 'border-l border-l-line',
              )}
            >
              <PaneHead paneId={id} number={allIds.indexOf(id) + 1} />
            </div>
          ))}
          <PartBoundary>
            {turnIds.slice(turnIds.length - drawn).map((turnId) => (
              <TurnRow key={turnId} turnId={turnId} paneIds={paneIds} isLatest={turnId === latest} />
            ))}
          </PartBoundary>
          <PaneComposers paneIds={paneIds} />
          {turnIds.length === 0 && (
            <div className="sticky left-0 col-span-full w-(--view-width)">
              <EmptyBoard />
            </div>
          )}
        </div>
      </section>
      {!isFollowing && turnIds.length > 0 && (
        <Button
          size="small"
          className="absolute bottom-3 left-1/2 z-20 -translate-x-1/2 shadow-float"
          onClick={toLatest}
        >
          <Icon name="down" className="size-3.5" />
          Latest
        </Button>
      )}
    </div>
  )
}

/**
 * Gives the board's styles the size of its view and the height of its heads, which are all as high as the highest. Not
 * container units: with those Chromium computes styles anew in every layout. Stable, so that React calls it once.
 */
function tellSizes(head: HTMLElement | null) {
  const grid = head?.parentElement
  const scroller = grid?.parentElement
  if (!head || !grid || !scroller) return undefined
  const observer = new ResizeObserver(() => {
    grid.style.setProperty('--view-width', `${scroller.clientWidth}px`)
    grid.style.setProperty('--view-height', `${scroller.clientHeight - head.offsetHeight}px`)
  })
  observer.observe(scroller)
  observer.observe(head)
  return () => observer.disconnect()
}

/** A row of their own for panes that are asked on their own; only where there is such a pane. */
function PaneComposers({ paneIds }: { paneIds: string[] }) {
  const own = useCompare(
    useShallow(({ document }) => document.panes.filter(({ isSynced }) => !isSynced).map(({ id }) => id)),
  )
  if (!paneIds.some((id) => own.includes(id))) return null
  return paneIds.map((id, index) => (
    <div key={id} className={joinClasses('min-w-0 px-4 py-2', index > 0 && 'border-l border-line')}>
      {own.includes(id) && <PaneComposer paneId={id} />}
    </div>
  ))
}
