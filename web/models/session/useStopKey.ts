import { useRef } from 'react'
import { useShortcut } from '../../ui/shortcuts.ts'

/** Two presses of Escape within this are meant as two. */
const msTwice = 1200

/** Escape stops what streams. In a field the first press is the field's own. `stopAll`: whether anything was there to stop. */
export function useStopKey(stopAll: () => boolean): void {
  const escapedAt = useRef(-Infinity)
  useShortcut(
    'escape',
    (event) => {
      const isInField = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
      const isTwice = event.timeStamp - escapedAt.current < msTwice
      escapedAt.current = event.timeStamp
      if (isInField && !isTwice) return false
      return stopAll() ? undefined : false
    },
    { description: 'Stop all (twice in a field)', allowInFields: true },
  )
}
