import { useStopKey } from '../../models/session/useStopKey.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { useComplete } from './complete.ts'
import { stopAll } from './sending.ts'

interface Keys {
  onSend: () => void
  onRename: () => void
  onUndo: () => void
  onRedo: () => void
}

export function useCompleteKeys({ onSend, onRename, onUndo, onRedo }: Keys): void {
  const complete = useComplete()
  useShortcut('mod+enter', onSend, { description: 'Continue the text', allowInFields: true })
  useStopKey(() => stopAll(complete))
  useShortcut('mod+z', onUndo, { description: 'Undo' })
  useShortcut('mod+shift+z', onRedo, { description: 'Redo' })
  useShortcut('mod+s', onRename, { description: 'Name and keep', allowInFields: true })
}
