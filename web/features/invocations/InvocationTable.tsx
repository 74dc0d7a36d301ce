/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself: a table would lay them out */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { InvocationFilter, InvocationRow } from '../../../server/contract/invocationList.ts'
import { useNarrow } from '../../ui/useNarrow.ts'
import { columns, rowGrid } from './columns.ts'
import { InvocationLine } from './InvocationLine.tsx'
import { NewBar } from './NewBar.tsx'

interface InvocationTableProps {
  filter: InvocationFilter
  rows: InvocationRow[]
  /** Of all, read or not. */
  count: number
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
  onOpen: (id: string) => void
}

/** The next page is asked for this many rows before its place is in view. */
const rowsAhead = 30

/**
 * The rows in view, of however many. One row is in the order of Tab; arrows, Page, Home and End move it, Enter opens it.
 * What is new is told of above and never moves a row under the pointer.
 */
export function InvocationTable(props: InvocationTableProps) {
  const { filter, rows, count, hasMore, isLoadingMore, onMore, onOpen } = props
  const box = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow()
  const [currentId, setCurrentId] = useState<string>()
  const rowHeight = isNarrow ? 56 : 36
  // Returns functions that must not be memoised: nothing of it leaves this component.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  useEffect(() => lines.measure(), [lines, rowHeight])
  const items = lines.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= rows.length - rowsAhead) onMore()
  }, [hasMore, isLoadingMore, lastShown, rows.length, onMore])
  const current = Math.max(
    0,
    rows.findIndex((row) => row.id === currentId),
  )

  function onKeyDown(event: KeyboardEvent) {
    const perPage = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1)
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: perPage, PageUp: -perPage, Home: -rows.length, End: rows.length }
    const step = by[event.key as keyof typeof by]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(rows.length - 1, Math.max(0, current + step))
    setCurrentId(rows[next]?.id)
    lines.scrollToIndex(next)
    // The row may not exist before the list has scrolled to it.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
  }

  return (
    <div className="relative min-h-0 flex-1 [@media(max-height:420px)]:min-h-52">
      <NewBar filter={filter} newest={rows[0]?.number} box={box} />
      <div
        ref={box}
        role="grid"
        tabIndex={-1}
        aria-label="Invocations"
        aria-rowcount={count + 1}
        className="h-full overflow-auto"
        onKeyDown={onKeyDown}
      >
        <div className={isNarrow ? undefined : 'min-w-[960px]'}>
          <div
            role="row"
            aria-rowindex={1}
            className={
              isNarrow
                ? 'sr-only'
                : `${rowGrid} sticky top-0 z-10 h-8 border-b border-line bg-canvas text-note font-medium text-ink-2`
            }
          >
            {columns.map(({ name, className }) => (
              <span key={name} role="columnheader" className={className}>
                {name}
              </span>
            ))}
          </div>
          <div role="rowgroup" className="relative" style={{ height: lines.getTotalSize() }}>
            {items.map(({ index, start, key }) => {
              const row = rows[index]
              if (row === undefined) return null
              return (
                <InvocationLine
                  key={key}
                  row={row}
                  index={index}
                  top={start}
                  isNarrow={isNarrow}
                  isCurrent={index === current}
                  onFocus={() => setCurrentId(row.id)}
                  onOpen={() => onOpen(row.id)}
                />
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
}
