import { Dialog as Base } from '@base-ui/react/dialog'
import type { DialogProps } from './Dialog.tsx'
import { DialogHead } from './DialogHead.tsx'

export function DialogPopup({ isOpen, onClose, title, footer, width = '480px', initialFocus, children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Base.Viewport className="fixed inset-0 z-40 grid grid-cols-[minmax(0,1fr)] items-start justify-items-center overflow-y-auto p-3 sm:py-[10vh]">
          <Base.Popup
            initialFocus={initialFocus}
            className="pop flex max-h-[calc(100dvh-1.5rem)] w-full flex-col rounded-outer border border-line bg-surface shadow-float outline-none sm:max-h-[80dvh]"
            style={{ maxWidth: width }}
          >
            <DialogHead title={title} />
            <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
            {footer && (
              <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
                {footer}
              </div>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
