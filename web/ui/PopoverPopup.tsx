import { Popover as Base } from '@base-ui/react/popover'
import type { PopoverProps } from './Popover.tsx'

interface PopoverPopupProps extends PopoverProps {
  container: HTMLElement | undefined
}

/** Mounted by the press that opens it. */
export function PopoverPopup({ trigger, title, isOpen, onOpenChange, align = 'start', ...rest }: PopoverPopupProps) {
  const { initialFocus, isFlush = false, label, container, children } = rest
  return (
    <Base.Root modal="trap-focus" open={isOpen} defaultOpen onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={container}>
        <Base.Positioner
          positionMethod="fixed"
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-40 outline-none"
        >
          <Base.Popup
            aria-label={title ? undefined : label}
            initialFocus={initialFocus}
            className="pop max-h-(--available-height) max-w-(--available-width) overflow-y-auto rounded-outer border border-line bg-surface shadow-float outline-none"
          >
            {title && <Base.Title className="px-4 pt-3 text-control font-semibold">{title}</Base.Title>}
            <div className={isFlush ? undefined : 'px-4 py-3'}>{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
