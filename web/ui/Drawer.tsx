import { useState } from 'react'
import type { DialogProps } from './Dialog.tsx'
import { part } from './part.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface DrawerProps extends DialogProps {
  side?: 'right' | 'left'
}

const DrawerPopup = part(async () => (await import('./DrawerPopup.tsx')).DrawerPopup)

/** A dialog along one side, over the whole height. Mounted from its first opening on, so that it can also leave. */
export function Drawer(props: DrawerProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  return <PartBoundary>{wasOpen && <DrawerPopup {...props} />}</PartBoundary>
}
