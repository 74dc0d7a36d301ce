import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { currentShortcuts, keyLabels } from '../ui/shortcuts.ts'
import { setOverlay } from './overlay.ts'

export default function KeysDialog() {
  return (
    <Dialog isOpen onClose={() => setOverlay(null)} title="Keys" width="420px">
      <dl className="grid grid-cols-[1fr_auto] gap-x-6">
        {currentShortcuts().map((shortcut) => (
          <div
            key={shortcut.keys}
            className="col-span-2 grid grid-cols-subgrid border-b border-line py-2 last:border-0"
          >
            <dt className="text-control">{shortcut.description}</dt>
            <dd className="self-center">
              <Kbd>{keyLabels(shortcut.keys)}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className="pt-3 text-note text-ink-3">Every action also has a button or a menu entry.</p>
    </Dialog>
  )
}
