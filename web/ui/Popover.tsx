import { cloneElement, useState, type ReactElement, type ReactNode, type RefObject, type SyntheticEvent } from 'react'
import { landmarkOf } from './landmarkOf.ts'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>
  title?: string
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
  align?: 'start' | 'center' | 'end'
  /** Focused when it opens; else the first field or button. */
  initialFocus?: RefObject<HTMLElement | null>
  /** No padding: the content brings its own. */
  isFlush?: boolean
  /** Accessible name where no title is shown. */
  label?: string
  children: ReactNode
}

const PopoverPopup = part(async () => (await import('./PopoverPopup.tsx')).PopoverPopup)

/** Until it is opened for the first time a popover is its trigger alone, as a Menu is. */
export function Popover(props: PopoverProps) {
  const [opened, setOpened] = useState<{ container: HTMLElement | undefined }>()
  const closed = cloneElement(props.trigger, {
    'aria-haspopup': 'dialog',
    'aria-expanded': false,
    onClick: (event: SyntheticEvent) => {
      setOpened({ container: landmarkOf(event.currentTarget) })
      props.onOpenChange?.(true)
    },
    onPointerEnter: () => void PopoverPopup.preload(),
    onFocus: () => void PopoverPopup.preload(),
  })
  if (!opened && !props.isOpen) return closed
  return (
    <PartBoundary fallback={closed}>
      <PopoverPopup {...props} container={opened?.container} />
    </PartBoundary>
  )
}
