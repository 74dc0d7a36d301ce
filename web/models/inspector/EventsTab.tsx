import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { Invocation } from '../../../server/contract/invocation.ts'
import { formatCount, formatMs } from '../../ui/formatNumber.ts'
import { CopyButton } from './CopyButton.tsx'
import { prettyJson } from './prettyJson.ts'
import { OmittedNote } from './ResponseTab.tsx'
import { summariseEvent } from './summariseEvent.ts'

/** Every event of the upstream with its time and the pause before it; only the rows in view exist. */
export function EventsTab({ invocation: { events, eventsOmitted } }: { invocation: Invocation }) {
  const box = useRef<HTMLDivElement>(null)
  const [openRow, setOpenRow] = useState<number>()
  const longest = useMemo(() => longestGap(events), [events])
  // Returns functions that must not be memoised: nothing of it leaves this component.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => box.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  const raw = useMemo(() => events.map(({ data }) => data).join('\n'), [events])
  if (events.length === 0) {
    return <p className="text-note text-ink-2">No events: the answer was not a stream, or has not begun.</p>
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="flex items-center gap-3 font-mono text-measure text-ink-2 tabular-nums">
        <span>{formatCount(events.length + eventsOmitted)} events</span>
        {longest > 0 && <span>longest pause {formatMs(longest)}</span>}
        <span className="flex-1" />
        <CopyButton label="Copy all events" text={raw} />
      </p>
      <div
        ref={box}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-[62vh] overflow-auto rounded-inner border border-line"
      >
        <ol className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={events.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ transform: `translateY(${start}px)` }}
            >
              <EventRow
                event={events[index]}
                before={events[index - 1]}
                longest={longest}
                isOpen={openRow === index}
                onToggle={() => setOpenRow(openRow === index ? undefined : index)}
              />
            </li>
          ))}
        </ol>
      </div>
      {eventsOmitted > 0 && <OmittedNote count={eventsOmitted} />}
    </div>
  )
}

type UpstreamEvent = Invocation['events'][number]

interface EventRowProps {
  event?: UpstreamEvent
  before?: UpstreamEvent
  longest: number
  isOpen: boolean
  onToggle: () => void
}

function EventRow({ event, before, longest, isOpen, onToggle }: EventRowProps) {
  if (event === undefined) return null
  const summary = summariseEvent(event.data)
  const gap = before === undefined ? event.atMs : event.atMs - before.atMs
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="grid h-[27px] w-full grid-cols-[4.5rem_5rem_minmax(0,1fr)] items-center gap-2 px-2 text-left font-mono text-measure tabular-nums hover:bg-raised pointer-coarse:h-11"
      >
        <span className="text-right text-ink-2">{formatMs(event.atMs)}</span>
        <span className="relative text-right text-ink-2">
          <i
            aria-hidden="true"
            className="absolute inset-y-0 right-0 rounded-[2px] bg-track"
            style={{ width: `${longest > 0 ? Math.min(100, (gap / longest) * 100) : 0}%` }}
          />
          <span className="relative pr-1">+{formatMs(gap)}</span>
        </span>
        <span className={summary.isData ? 'truncate text-ink-2' : 'truncate text-ink'}>{summary.text}</span>
      </button>
      {isOpen && (
        <pre className="max-h-72 overflow-auto border-t border-line bg-raised px-3 py-2 font-mono text-measure wrap-anywhere whitespace-pre-wrap">
          {prettyJson(event.data) ?? event.data}
        </pre>
      )}
    </>
  )
}

function longestGap(events: readonly UpstreamEvent[]): number {
  return events.reduce((longest, event, index) => {
    const before = events[index - 1]
    return before === undefined ? longest : Math.max(longest, event.atMs - before.atMs)
  }, 0)
}
