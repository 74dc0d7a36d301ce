import { lazy, useState } from 'react'
import type { DialogProps } from './Dialog.tsx'
import { PartBoundary } from './PartBoundary.tsx'

export interface DrawerProps extends DialogProps {
  side?: 'right' | 'left'
}

const DrawerPopup = lazy(() => import('./DrawerPopup.tsx'))

/** A dialog along one side, over the whole height. Mounted from its first opening on, so that it can also leave. */
export function Drawer(props: DrawerProps) {
  const [wasOpen, setWasOpen] = useState(props.isOpen)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  return <PartBoundary>{wasOpen && <DrawerPopup {...props} />}</PartBoundary>
}
