import { memo, useEffect, useRef } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { isEnded } from '../../../server/contract/reply.ts'
import { replies } from '../../streams/replies.ts'
import { hueStyle } from '../../ui/hueStyle.ts'
import { joinClasses } from '../../ui/joinClasses.ts'
import { useCompare, useComparison, type Comparison } from './compareState.ts'
import { axisMs, raceBar } from './raceFigures.ts'
import { shownAttempt } from './turns.ts'

interface RaceProps {
  turnId: string
  /** Height is scarce: more bars beside each other. */
  isLow?: boolean
}

/** A bar per pane on one time axis: paler in line, pale while it waits for the first token, solid while it streams. */
export const Race = memo(function Race({ turnId, isLow = false }: RaceProps) {
  const comparison = useComparison()
  const rows = useCompare(
    useShallow(({ document }) => {
      const turn = document.turns.find(({ id }) => id === turnId)
      if (!turn) return []
      return document.panes.flatMap((pane) => {
        const id = shownAttempt(turn, pane.id)
        return id === undefined ? [] : [`${id} ${pane.hue} ${pane.endpoint ?? ''}`]
      })
    }),
  )
  const list = useRef<HTMLElement>(null)
  useEffect(
    () => (list.current ? keepDrawn(list.current, rows.map(invocationOf), comparison) : undefined),
    [rows, comparison],
  )
  const columns = rows.length > (isLow ? 8 : 16) ? 4 : rows.length > 8 ? 2 : 1
  return (
    <figure
      ref={list}
      aria-label="Time each answer took, on one axis"
      className={joinClasses('grid content-start gap-x-4 self-start', layouts[columns])}
    >
      {rows.map((row) => (
        <RaceRow
          key={row}
          isLabelled={columns < 4}
          hue={Number(row.split(' ')[1])}
          name={row.split(' ').slice(2).join(' ')}
        />
      ))}
    </figure>
  )
})

const invocationOf = (row: string) => row.split(' ')[0] ?? ''

/** By columns: sixty-four bars take no more height than sixteen; they have no room for a figure each. */
const layouts = { 1: 'gap-y-[5px]', 2: 'grid-cols-2 gap-y-[3px]', 4: 'grid-cols-4 gap-y-[3px]' }

function RaceRow({ hue, name, isLabelled }: { hue: number; name: string; isLabelled: boolean }) {
  return (
    <div
      style={hueStyle(hue)}
      title={name}
      className={joinClasses('grid items-center gap-2', isLabelled && 'grid-cols-[minmax(0,1fr)_56px]')}
    >
      <div className="relative h-1.5 [contain:strict]">
        <i className="absolute top-0 h-1.5 w-0 rounded-[2px] bg-[color-mix(in_oklab,var(--c)_10%,transparent)]" />
        <i className="absolute top-0 h-1.5 w-0 rounded-[2px] bg-[color-mix(in_oklab,var(--c)_22%,transparent)]" />
        <i className="absolute top-0 h-1.5 w-0 rounded-[2px] bg-(--c)" />
      </div>
      <span
        hidden={!isLabelled}
        className="h-[11px] text-right font-mono text-[0.6875rem] leading-[11px] font-medium whitespace-nowrap text-ink-3 tabular-nums data-bad:text-bad"
      />
    </div>
  )
}

/**
 * Writes the bars straight into their elements while one grows: sixteen panes would otherwise render this row sixty
 * times a second. They grow with the text, in the frames that are painted anyway; without any, each frame.
 */
function keepDrawn(list: HTMLElement, ids: string[], comparison: Comparison): () => void {
  let frame: number | undefined
  let changedAt = 0
  const askedAtMs = new Map<string, number>()
  const draw = () => {
    const isLive = drawOnce(list, ids, comparison, askedAtMs)
    if (isLive) frame ??= requestAnimationFrame(onFrame)
  }
  const onFrame = (now: number) => {
    frame = undefined
    if (now - changedAt > msWithoutText) draw()
    else frame = requestAnimationFrame(onFrame)
  }
  draw()
  let before = replies.getState().replies
  const unsubscribe = replies.subscribe(({ replies: now }) => {
    if (ids.some((id) => now[id] !== before[id])) {
      changedAt = performance.now()
      draw()
    }
    before = now
  })
  return () => {
    unsubscribe()
    if (frame !== undefined) cancelAnimationFrame(frame)
  }
}

/** A few of the server's windows. */
const msWithoutText = 100

/** True while a bar still grows. */
function drawOnce(list: HTMLElement, ids: string[], { runs }: Comparison, askedAtMs: Map<string, number>): boolean {
  const known = replies.getState().replies
  const isLive = ids.some((id) => known[id] !== undefined && !isEnded(known[id].status))
  const bars = ids.map((id) => {
    const nowMs = runs.clockOf(id)?.nowMs()
    if (known[id]?.status === 'queued' && nowMs !== undefined && !askedAtMs.has(id)) askedAtMs.set(id, nowMs)
    return raceBar(known[id], nowMs, askedAtMs.get(id))
  })
  const longest = Math.max(0, ...bars.map((bar) => bar.msInLine + bar.msWaiting + bar.msStreaming))
  const axis = axisMs(longest, isLive)
  for (const [index, bar] of bars.entries()) {
    const [track, label] = list.children[index]?.children ?? []
    if (!(track && label)) continue
    let msBefore = 0
    for (const [part, ms] of [bar.msInLine, bar.msWaiting, bar.msStreaming].entries()) {
      const element = track.children[part]
      if (element instanceof HTMLElement) {
        element.style.left = `${(msBefore / axis) * 100}%`
        element.style.width = `${(ms / axis) * 100}%`
      }
      msBefore += ms
    }
    if (label.textContent !== bar.label) label.textContent = bar.label
    label.toggleAttribute('data-bad', bar.isBad)
  }
  return isLive
}
