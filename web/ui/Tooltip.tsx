import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'

/**
 * One tooltip for the whole page that moves to whichever trigger is hovered or focused: a board of 64 panes has
 * hundreds of icon buttons, and a popup of its own for each would cost every one of them.
 */
const handle = Base.createHandle<string>()

export function Tooltip({ text, children }: { text: string; children: ReactElement<Record<string, unknown>> }) {
  return <Base.Trigger handle={handle} payload={text} delay={400} render={children} />
}

/** Rendered once, by the shell. */
export function TooltipLayer() {
  return (
    <Base.Root handle={handle}>
      {({ payload }) => (
        <Base.Portal>
          <Base.Positioner sideOffset={6} collisionPadding={8} className="z-50">
            <Base.Popup className="max-w-72 rounded-inner bg-ink px-2 py-1 text-note text-on-ink shadow-float">
              {payload}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
