import { useState, type ReactNode, type RefObject } from 'react'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface DialogProps {
  isOpen: boolean
  onClose: () => void
  title: string
  /** Buttons, right-aligned under the content. */
  footer?: ReactNode
  /** CSS length; a phone gets the whole width. */
  width?: string
  /** Focused when it opens; else the first field or button. */
  initialFocus?: RefObject<HTMLElement | null>
  children: ReactNode
}

const DialogPopup = part(async () => (await import('./DialogPopup.tsx')).DialogPopup)

/** Mounted from its first opening on, so that it can also leave. */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  return <PartBoundary>{wasOpen && <DialogPopup {...props} />}</PartBoundary>
}
