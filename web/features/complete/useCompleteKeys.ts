import { useRef } from 'react'
import { useShortcut } from '../../ui/shortcuts.ts'
import { useComplete } from './complete.ts'
import { stopAll } from './sending.ts'

/** Two presses of Escape within this are meant as two. */
const msTwice = 1200

interface Keys {
  onSend: () => void
  onRename: () => void
  onUndo: () => void
  onRedo: () => void
}

export function useCompleteKeys({ onSend, onRename, onUndo, onRedo }: Keys): void {
  const complete = useComplete()
  const escapedAt = useRef(-Infinity)
  useShortcut('mod+enter', onSend, { description: 'Continue the text', allowInFields: true })
  useShortcut(
    'escape',
    (event) => {
      const isInField = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
      const isTwice = event.timeStamp - escapedAt.current < msTwice
      escapedAt.current = event.timeStamp
      if (isInField && !isTwice) return false
      return stopAll(complete) ? undefined : false
    },
    { description: 'Stop all', allowInFields: true },
  )
  useShortcut('mod+z', onUndo, { description: 'Undo' })
  useShortcut('mod+shift+z', onRedo, { description: 'Redo' })
  useShortcut('mod+s', onRename, { description: 'Name and keep', allowInFields: true })
}
