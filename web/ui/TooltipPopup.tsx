import { Tooltip as Base } from '@base-ui/react/tooltip'
import { useEffect, useState } from 'react'
import { landmarkOf } from './landmarkOf.ts'

/** Long enough not to flicker under a passing pointer. */
const msBeforeShown = 450

export function TooltipPopup() {
  const [shown, setShown] = useState<{ anchor: Element; text: string } | null>(null)
  useEffect(() => followMarked(setShown), [])
  return (
    <Base.Root open={shown !== null} onOpenChange={(open) => !open && setShown(null)}>
      <Base.Portal container={shown ? landmarkOf(shown.anchor) : undefined}>
        <Base.Positioner
          positionMethod="fixed"
          anchor={shown?.anchor}
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-50"
        >
          <Base.Popup className="max-w-72 rounded-inner bg-ink px-2 py-1 text-note text-on-ink shadow-float">
            {shown?.text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function followMarked(show: (shown: { anchor: Element; text: string } | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const hide = () => {
    clearTimeout(timer)
    show(null)
  }
  const wait = (anchor: Element) => {
    // An open menu or popover says more than its button's name.
    const text = anchor.hasAttribute('data-popup-open') ? null : anchor.getAttribute('data-tooltip')
    if (text) timer = setTimeout(() => anchor.isConnected && show({ anchor, text }), msBeforeShown)
  }
  const start = (event: Event) => {
    clearTimeout(timer)
    if (event instanceof PointerEvent && event.pointerType === 'touch') return
    const anchor = event.target instanceof Element ? event.target.closest('[data-tooltip]') : null
    const isByKey = event.type === 'focusin'
    if (!anchor || (isByKey && !anchor.matches(':focus-visible'))) return show(null)
    wait(anchor)
  }
  // What brought this code here is pointed at already.
  const first = document.querySelector('[data-tooltip]:hover, [data-tooltip]:focus-visible')
  if (first) wait(first)
  const hidden = ['pointerdown', 'keydown', 'focusout', 'scroll'] as const
  document.addEventListener('pointerover', start)
  document.addEventListener('focusin', start)
  for (const type of hidden) document.addEventListener(type, hide, { capture: true, passive: true })
  return () => {
    clearTimeout(timer)
    document.removeEventListener('pointerover', start)
    document.removeEventListener('focusin', start)
    for (const type of hidden) document.removeEventListener(type, hide, { capture: true })
  }
}
