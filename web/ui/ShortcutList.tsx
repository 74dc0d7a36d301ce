import { Kbd } from './Kbd.tsx'
import { keyLabels, useShortcuts } from './shortcuts.ts'

/** Every key that works on the page now, and what it does. */
export function ShortcutList() {
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-6">
      {useShortcuts().map((shortcut) => (
        <div key={shortcut.keys} className="col-span-2 grid grid-cols-subgrid border-b border-line py-2 last:border-0">
          <dt className="text-control">{shortcut.description}</dt>
          <dd className="self-center text-right">
            <Kbd>{keyLabels(shortcut.keys)}</Kbd>
          </dd>
        </div>
      ))}
    </dl>
  )
}
