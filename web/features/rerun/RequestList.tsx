/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { Dot } from '../../ui/Dot.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'

export interface Row {
  id: string
  number: number
  text: string
  hue: number
  /** Who was asked, and who is now. */
  name: string
  outcome: string
  look: 'bad' | 'changed' | 'plain'
  note: string
}

interface RequestListProps {
  label: string
  count: number
  rowAt: (index: number) => Row | undefined
  /** Place of the chosen one; −1: none. */
  at: number
  onChoose: (index: number) => void
  /** A press or Enter: where there is no room beside the list, what is chosen has to be opened. */
  onOpen: () => void
}

const rowHeight = 50

/** The rows in view of up to thousands; one is chosen, with the arrows or a press. */
export function RequestList({ label, count, rowAt, at, onChoose, onOpen }: RequestListProps) {
  const box = useRef<HTMLDivElement>(null)
  const listId = useId()
  // Returns functions that must not be memoised: nothing of it leaves this component.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  useEffect(() => {
    if (at >= 0 && box.current === document.activeElement) lines.scrollToIndex(at)
  }, [at, lines])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return onOpen()
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    onChoose(Math.min(count - 1, Math.max(0, at + step)))
  }
  if (count === 0) return <p className="px-4 py-6 text-control text-ink-2">None.</p>
  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={at < 0 ? undefined : `${listId}-${at}`}
      onKeyDown={onKeyDown}
      className="min-h-0 overflow-x-hidden overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start }) => {
          const row = rowAt(index)
          if (!row) return null
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and the keys
            <div
              key={row.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              aria-setsize={count}
              aria-posinset={index + 1}
              onClick={() => {
                onChoose(index)
                onOpen()
              }}
              style={{ top: start, height: rowHeight }}
              className={joinClasses(
                'absolute inset-x-0 grid grid-cols-[minmax(0,1fr)_auto] content-center gap-x-3 border-b border-line px-4',
                index === at ? 'bg-raised' : 'hover:bg-raised',
              )}
            >
              <ListRow row={row} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function ListRow({ row }: { row: Row }) {
  return (
    <>
      <span className="flex min-w-0 items-baseline gap-2 text-control">
        <span className="flex-none font-mono text-measure text-ink-3 tabular-nums">{row.number}</span>
        <span dir="auto" className="min-w-0 truncate">
          {row.text}
        </span>
      </span>
      <span className={joinClasses('text-right text-note whitespace-nowrap', looks[row.look])}>{row.outcome}</span>
      <span className="flex min-w-0 items-center gap-2 text-note text-ink-2">
        <Dot hue={row.hue} />
        <span className="truncate">{row.name}</span>
      </span>
      <span className="text-right font-mono text-measure whitespace-nowrap text-ink-3 tabular-nums">{row.note}</span>
    </>
  )
}

const looks = { bad: 'font-medium text-bad', changed: 'font-semibold text-ink', plain: 'text-ink-2' }
