/* oxlint-disable jsx-a11y/prefer-tag-over-role -- only the rows in view exist, each placed by itself */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { Dot } from '../../ui/Dot.tsx'
import { formatPercent } from '../../ui/formatNumber.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import type { RequestState } from './requestStates.ts'
import { formatRatio, outcomeLabels, outcomeOf } from './words.ts'

interface RequestListProps {
  states: RequestState[]
  chosenId: string | undefined
  onChoose: (requestId: string) => void
  /** A press or Enter: where there is no room beside the list, what is chosen has to be opened. */
  onOpen: () => void
}

const rowHeight = 50

/** The rows in view of up to thousands; one is chosen, with the arrows or a press. */
export function RequestList({ states, chosenId, onChoose, onOpen }: RequestListProps) {
  const box = useRef<HTMLDivElement>(null)
  const listId = useId()
  const at = states.findIndex(({ request }) => request.id === chosenId)
  // Returns functions that must not be memoised: nothing of it leaves this component.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count: states.length,
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
    const next = states[Math.min(states.length - 1, Math.max(0, at + step))]
    if (next) onChoose(next.request.id)
  }
  if (states.length === 0) return <p className="px-4 py-6 text-control text-ink-2">None.</p>
  return (
    <div
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label="Requests"
      aria-activedescendant={at < 0 ? undefined : `${listId}-${at}`}
      onKeyDown={onKeyDown}
      className="min-h-0 overflow-x-hidden overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start }) => {
          const state = states[index]
          if (!state) return null
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the list has the focus and the keys
            <div
              key={state.request.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              aria-setsize={states.length}
              aria-posinset={index + 1}
              onClick={() => {
                onChoose(state.request.id)
                onOpen()
              }}
              style={{ top: start, height: rowHeight }}
              className={joinClasses(
                'absolute inset-x-0 grid grid-cols-[minmax(0,1fr)_auto] content-center gap-x-3 border-b border-line px-4',
                index === at ? 'bg-raised' : 'hover:bg-raised',
              )}
            >
              <RequestRow state={state} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function RequestRow({ state }: { state: RequestState }) {
  const { prompt, promptNumber, pane, request, ended, comparison, isLive } = state
  const outcome = outcomeOf(state)
  const total = comparison?.figures.find(({ name }) => name === 'msTotal')
  const ratio = total?.kept && total.now ? formatRatio(total.now.median / total.kept) : undefined
  const { text } = comparison ?? {}
  return (
    <>
      <span className="flex min-w-0 items-baseline gap-2 text-control">
        <span className="flex-none font-mono text-measure text-ink-3 tabular-nums">{promptNumber}</span>
        <span dir="auto" className="min-w-0 truncate">
          {prompt.slice(0, 200)}
        </span>
      </span>
      <span
        className={joinClasses(
          'text-right text-note whitespace-nowrap',
          outcome === 'fails now' || outcome === 'still fails'
            ? 'font-medium text-bad'
            : outcome === 'beyond'
              ? 'font-semibold text-ink'
              : 'text-ink-2',
        )}
      >
        {outcomeLabels[outcome]}
        {(isLive || (ended > 0 && ended < request.repeats.length)) && ` · ${ended} of ${request.repeats.length}`}
      </span>
      <span className="flex min-w-0 items-center gap-2 text-note text-ink-2">
        <Dot hue={pane?.hue ?? 7} />
        <span className="truncate">
          {pane?.kept}
          {pane && pane.endpoint !== pane.kept && ` → ${pane.endpoint ?? 'nobody yet'}`}
        </span>
      </span>
      <span className="text-right font-mono text-measure whitespace-nowrap text-ink-3 tabular-nums">
        {[
          text && text.verdict !== 'same' ? `${formatPercent(text.similarity.median)} alike` : undefined,
          ratio && `total × ${ratio}`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  )
}
