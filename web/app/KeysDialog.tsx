import { Dialog } from '../ui/Dialog.tsx'
import { ShortcutList } from '../ui/ShortcutList.tsx'
import { setOverlay } from './overlay.ts'

export function KeysDialog() {
  return (
    <Dialog isOpen onClose={() => setOverlay(null)} title="Keys" width="420px">
      <ShortcutList />
      <p className="pt-3 text-note text-ink-3">Every action also has a button or a menu entry.</p>
    </Dialog>
  )
}
