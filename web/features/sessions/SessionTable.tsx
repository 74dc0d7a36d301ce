/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself: a table would lay them out */
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { ListHead } from './ListHead.tsx'
import { useListPlace } from './listPlace.ts'
import { rowHeightOf } from './rowHeight.ts'
import { SessionLine } from './SessionLine.tsx'
import { useListKeys, type RowActions } from './useListKeys.ts'

interface SessionTableProps extends RowActions {
  /** Those read so far, in order. */
  rows: readonly SessionRow[]
  pinnedCount: number
  /** Of all, read or not: the list is as high as all of them. */
  total: number
  hasMore: boolean
  onMore: () => void
  isBin: boolean
  /** What is searched for. */
  query: string | undefined
  readAt: Date
  selected: ReadonlySet<string>
  renamingId: string | undefined
  onTag: (name: string) => void
}

/** Beside the rail. Below, what has no column stands under the title. */
const columnsFit = 920

/** The next page is asked for this many rows before its place is in view. */
const rowsAhead = 40

/**
 * The rows in view, of however many. One row is in the order of Tab; arrows, Page, Home and End move it, and arrows to
 * the side go to what is in it.
 */
export function SessionTable(props: SessionTableProps) {
  const { rows, total, pinnedCount, hasMore, onMore, isBin, query, selected } = props
  const box = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(columnsFit)
  const { left, leave } = useListPlace()
  const [wanted, setCurrent] = useState(left?.index ?? 0)
  const current = Math.min(wanted, Math.max(0, total - 1))
  const rowHeight = rowHeightOf({ isNarrow, isSearch: query !== undefined })
  const keepCurrent = useCallback(
    // What has the focus stays in the page however far the list is scrolled.
    (range: Range) => [...new Set([...defaultRangeExtractor(range), current])].sort((a, b) => a - b),
    [current],
  )
  // Returns functions that must not be memoised: nothing of it leaves this component.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    rangeExtractor: keepCurrent,
    ...(left && { initialOffset: left.top }),
    overscan: 12,
  })
  useEffect(() => lines.measure(), [lines, rowHeight])
  const items = lines.getVirtualItems()
  const lastInView = lines.range?.endIndex ?? 0
  useEffect(() => {
    if (hasMore && lastInView + rowsAhead >= rows.length) onMore()
  }, [hasMore, lastInView, rows.length, onMore])

  const leaveHere = useEffectEvent((top: number) => leave({ top, index: current }))
  useLayoutEffect(() => {
    const list = box.current
    return () => leaveHere(list?.scrollTop ?? 0)
  }, [])

  const wantsFocus = useRef(false)
  useLayoutEffect(() => {
    const list = box.current
    if (!wantsFocus.current || !list) return
    const row = list.querySelector<HTMLElement>(`[data-index="${current}"]`)
    if (!row) return
    row.focus({ preventScroll: true })
    wantsFocus.current = false
  })
  const goTo = (index: number) => {
    const next = Math.min(total - 1, Math.max(0, index))
    wantsFocus.current = true
    setCurrent(next)
    lines.scrollToIndex(next)
  }
  const onKeyDown = useListKeys({ ...props, current, rowHeight, box, goTo })

  return (
    <div
      ref={box}
      role="grid"
      tabIndex={-1}
      aria-label={isBin ? 'Bin' : 'Sessions'}
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto focus-visible:outline-none"
      onKeyDown={onKeyDown}
    >
      <ListHead
        rows={rows}
        total={total}
        selected={selected}
        isBin={isBin}
        isNarrow={isNarrow}
        onSelectAll={props.onSelectAll}
      />
      <div role="rowgroup" className="relative" style={{ height: lines.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          return (
            <SessionLine
              key={index}
              {...props}
              row={row}
              index={index}
              top={start}
              height={rowHeight}
              isNarrow={isNarrow}
              isCurrent={index === current}
              isSelected={row !== undefined && selected.has(row.id)}
              isSelecting={selected.size > 0}
              isRenaming={row !== undefined && props.renamingId === row.id}
              isLastPinned={index === pinnedCount - 1 && index < total - 1}
              onFocus={() => setCurrent(index)}
              onRenamed={() => {
                wantsFocus.current = true
                props.onRename(undefined)
              }}
            />
          )
        })}
      </div>
    </div>
  )
}
