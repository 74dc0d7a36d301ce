import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { IconButton } from './IconButton.tsx'

export interface DialogProps {
  isOpen: boolean
  onClose: () => void
  title: string
  /** Buttons, right-aligned under the content. */
  footer?: ReactNode
  /** CSS length; a phone gets the whole width. */
  width?: string
  children: ReactNode
}

export function Dialog({ isOpen, onClose, title, footer, width = '480px', children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Base.Viewport className="fixed inset-0 z-40 grid items-start justify-items-center overflow-y-auto p-3 sm:py-[10vh]">
          <Base.Popup
            className="pop flex max-h-full w-full flex-col rounded-outer border border-line bg-surface shadow-float outline-none"
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

export function DialogHead({ title }: { title: string }) {
  return (
    <div className="flex flex-none items-center gap-2 py-2 pr-2 pl-4">
      <Base.Title className="min-w-0 flex-1 truncate text-reading font-semibold">{title}</Base.Title>
      <Base.Close
        render={
          <IconButton label="Close">
            <Icon name="close" />
          </IconButton>
        }
      />
    </div>
  )
}
