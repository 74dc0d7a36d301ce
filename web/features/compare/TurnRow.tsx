import { Fragment, memo, type ReactNode } from 'react'
import { hueStyle } from '../../ui/hueStyle.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { useCompare } from './compareState.ts'
import { PromptRow } from './PromptRow.tsx'
import { ReplyCell } from './ReplyCell.tsx'

interface TurnRowProps {
  turnId: string
  paneIds: string[]
  isLatest: boolean
}

/** A prompt and, below it, the answer of each pane. */
export const TurnRow = memo(
  function TurnRow({ turnId, paneIds, isLatest }: TurnRowProps) {
    return (
      <Fragment>
        <div data-turn={turnId} className="sticky left-0 z-10 col-span-full w-(--view-width) scroll-mt-14 bg-canvas">
          <PromptRow turnId={turnId} />
        </div>
        {paneIds.map((id, index) => (
          <HuedCell key={id} paneId={id} isFirst={index === 0} isSkippable={!isLatest}>
            <ReplyCell turnId={turnId} paneId={id} />
          </HuedCell>
        ))}
      </Fragment>
    )
  },
  (before, after) =>
    before.turnId === after.turnId &&
    before.isLatest === after.isLatest &&
    before.paneIds.join() === after.paneIds.join(),
)

interface HuedCellProps {
  paneId: string
  isFirst: boolean
  /** An earlier turn: not laid out while it is out of view. The latest one always is, so that rows keep their height. */
  isSkippable: boolean
  children: ReactNode
}

function HuedCell({ paneId, isFirst, isSkippable, children }: HuedCellProps) {
  const hue = useCompare(({ document }) => document.panes.find(({ id }) => id === paneId)?.hue ?? 0)
  return (
    <div
      style={hueStyle(hue)}
      className={joinClasses(
        'flex min-w-0 flex-col justify-end px-4 pt-0.5 pb-[18px]',
        !isFirst && 'border-l border-line',
        isSkippable && '[contain-intrinsic-size:auto_240px] [content-visibility:auto]',
      )}
    >
      <div className="reply-stay">{children}</div>
    </div>
  )
}
