import { useEffect, useRef, type ReactNode, type TouchEvent } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { Dot } from '../../ui/Dot.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { useCompare, useComparison } from './compareState.ts'

interface PaneTabsProps {
  activeId: string
  children: ReactNode
}

/** A phone shows one pane at a time, behind tabs; a swipe goes to the next. */
export function PaneTabs({ activeId, children }: PaneTabsProps) {
  const { store } = useComparison()
  const panes = useCompare(
    useShallow(({ document }) =>
      document.panes.map(({ id, endpoint, hue }) => `${id} ${hue} ${endpoint ?? 'no endpoint'}`),
    ),
  ).map((text) => {
    const [id = '', hue = '0', ...endpoint] = text.split(' ')
    return { id, hue: Number(hue), endpoint: endpoint.join(' ') }
  })
  const show = (index: number) => {
    const next = panes[index]
    if (next) store.setState({ activePaneId: next.id })
    return next
  }
  const at = panes.findIndex(({ id }) => id === activeId)
  const swipe = useSwipe((by) => void show(at + by))
  useEffect(() => {
    document.getElementById(`tab-${activeId}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [activeId])
  return (
    <div className="grid min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <div role="tablist" aria-label="Panes" className="flex gap-1 overflow-x-auto border-b border-line px-3 py-2">
        {panes.map(({ id, hue, endpoint }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === activeId}
            aria-controls="pane-in-view"
            tabIndex={id === activeId ? 0 : -1}
            onClick={() => show(index)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
              const next = by === 0 ? undefined : show(index + by)
              if (next) document.getElementById(`tab-${next.id}`)?.focus()
            }}
            className={joinClasses(
              'inline-flex h-8 flex-none items-center gap-1.5 rounded-inner px-2.5 text-[0.78125rem] font-medium whitespace-nowrap pointer-coarse:h-11',
              id === activeId ? 'bg-raised text-ink' : 'text-ink-2',
            )}
          >
            <Dot hue={hue} />
            <span className="max-w-[60vw] truncate">{endpoint}</span>
          </button>
        ))}
      </div>
      <div id="pane-in-view" role="tabpanel" aria-labelledby={`tab-${activeId}`} className="grid min-h-0" {...swipe}>
        {children}
      </div>
    </div>
  )
}

/** Farther than a tap wanders, and clearly sideways. */
const swipePixels = 56

function useSwipe(onSwipe: (by: -1 | 1) => void) {
  const start = useRef<{ x: number; y: number } | undefined>(undefined)
  return {
    onTouchStart(event: TouchEvent) {
      const touch = event.touches.length === 1 && !scrollsSideways(event.target) ? event.touches[0] : undefined
      start.current = touch && { x: touch.clientX, y: touch.clientY }
    },
    onTouchEnd(event: TouchEvent) {
      const [from, to] = [start.current, event.changedTouches[0]]
      start.current = undefined
      if (!from || !to) return
      const [dx, dy] = [to.clientX - from.x, to.clientY - from.y]
      if (Math.abs(dx) > swipePixels && Math.abs(dx) > 2 * Math.abs(dy)) onSwipe(dx < 0 ? 1 : -1)
    },
  }
}

/** A wide table or line of code is scrolled, not swiped away. */
function scrollsSideways(target: EventTarget): boolean {
  for (let element = target instanceof Element ? target : null; element; element = element.parentElement) {
    if (element.role === 'tabpanel') return false
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible') return true
  }
  return false
}
