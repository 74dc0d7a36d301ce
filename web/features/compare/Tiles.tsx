import { memo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { Button } from '../../ui/Button.tsx'
import { hueStyle } from '../../ui/hueStyle.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useCompare } from './compareState.ts'
import { EmptyBoard } from './EmptyBoard.tsx'
import { PaneComposer } from './PaneComposer.tsx'
import { PaneHead } from './PaneHead.tsx'
import { PromptRow } from './PromptRow.tsx'
import { ReplyCell } from './ReplyCell.tsx'
import { useFollow } from './useFollow.ts'

/** More than this at once are too small to read; the others come after, below. */
const tilesAtOnce = 16

/** Panes as tiles, each scrolling by itself, all in view at once. */
export function Tiles() {
  const paneIds = useCompare(useShallow(({ document }) => document.panes.map(({ id }) => id)))
  const latest = useCompare(({ document }) => document.turns.at(-1)?.id)
  const count = Math.min(tilesAtOnce, paneIds.length)
  const columns = Math.ceil(Math.sqrt(count))
  const rows = Math.max(1, Math.ceil(count / Math.max(1, columns)))
  return (
    <section aria-label="Board" className="grid min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      {latest ? <PromptRow key={latest} turnId={latest} isLow /> : <EmptyBoard />}
      <div
        className="grid min-h-0 overflow-auto border-t border-line"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(280px, 1fr))`,
          gridAutoRows: `max(148px, calc(100% / ${rows}))`,
        }}
      >
        {paneIds.map((id, index) => (
          <Tile key={id} paneId={id} number={index + 1} />
        ))}
      </div>
    </section>
  )
}

const Tile = memo(function Tile({ paneId, number }: { paneId: string; number: number }) {
  const hue = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.hue ?? 0)
  const isSynced = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.isSynced ?? true)
  const turns = useCompare(
    useShallow(({ document }) => document.turns.filter(({ attempts }) => attempts[paneId]).map(({ id }) => id)),
  )
  const latest = turns.at(-1)
  const { scroller, isFollowing, toLatest } = useFollow(latest)
  return (
    <div
      data-pane={paneId}
      style={hueStyle(hue)}
      className="relative grid min-h-0 min-w-0 grid-rows-[auto_minmax(0,1fr)_auto] border-r border-b border-line"
    >
      <div className="border-b border-line">
        <PaneHead paneId={paneId} number={number} isCompact />
      </div>
      <section
        ref={scroller}
        aria-label={`Answers of pane ${number}`}
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="min-h-0 overflow-auto bg-canvas px-4 py-2.5 outline-offset-[-2px]"
      >
        <div className="grid gap-4">
          {turns.map((id) => (
            <div key={id} data-turn={id} className="grid min-w-0 gap-1.5">
              {id !== latest && <EarlierPrompt turnId={id} />}
              <ReplyCell turnId={id} paneId={paneId} />
            </div>
          ))}
        </div>
      </section>
      {!isSynced && (
        <div className="border-t border-line p-2">
          <PaneComposer paneId={paneId} />
        </div>
      )}
      {!isFollowing && (
        <Button size="small" className="absolute right-4 bottom-3 shadow-float" onClick={toLatest}>
          <Icon name="down" className="size-3.5" />
          Latest
        </Button>
      )}
    </div>
  )
})

function EarlierPrompt({ turnId }: { turnId: string }) {
  const prompt = useCompare(
    ({ document }) => document.turns.find(({ id }) => id === turnId)?.prompt.slice(0, 1000) ?? '',
  )
  return (
    <p dir="auto" className="line-clamp-3 text-note font-medium wrap-anywhere text-ink-2">
      {prompt}
    </p>
  )
}
