import { cloneElement, useEffect, useState, type ReactElement } from 'react'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

/**
 * Marks its child; one layer for the whole page shows the text at whichever marked element is pointed at or focused.
 * A board of 64 panes has hundreds of icon buttons: none of them pays for a popup of its own.
 */
export function Tooltip({ text, children }: { text: string; children: ReactElement<Record<string, unknown>> }) {
  return cloneElement(children, { 'data-tooltip': text })
}

const TooltipPopup = part(async () => (await import('./TooltipPopup.tsx')).TooltipPopup)

/** Rendered once, by the shell. Its code is fetched when the first marked element is pointed at. */
export function TooltipLayer() {
  const [isWanted, setIsWanted] = useState(false)
  useEffect(() => {
    const want = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('[data-tooltip]')) setIsWanted(true)
    }
    document.addEventListener('pointerover', want)
    document.addEventListener('focusin', want)
    return () => {
      document.removeEventListener('pointerover', want)
      document.removeEventListener('focusin', want)
    }
  }, [])
  return <PartBoundary>{isWanted && <TooltipPopup />}</PartBoundary>
}
