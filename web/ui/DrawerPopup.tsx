import { Dialog as Base } from '@base-ui/react/dialog'
import { DialogHead } from './DialogHead.tsx'
import type { DrawerProps } from './Drawer.tsx'
import { joinClasses } from './joinClasses.ts'

export function DrawerPopup({
  isOpen,
  onClose,
  title,
  footer,
  width = '560px',
  side = 'right',
  children,
}: DrawerProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          className={joinClasses(
            'fixed inset-y-0 z-40 flex w-full flex-col bg-surface shadow-float outline-none',
            side === 'right' ? 'slide-right right-0 border-l border-line' : 'slide-left left-0 border-r border-line',
          )}
          style={{ maxWidth: `min(${width}, 100vw)` }}
        >
          <DialogHead title={title} />
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer && <div className="flex items-center justify-end gap-2 border-t border-line px-4 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
