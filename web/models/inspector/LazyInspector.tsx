import { useState } from 'react'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'

const InspectorDrawer = part(async () => (await import('./InspectorDrawer.tsx')).InspectorDrawer)

/** Fetched when it is first wanted; mounted from then on, so that it can slide away. */
export function LazyInspector({ invocationId, onClose }: { invocationId: string | null; onClose: () => void }) {
  const [isWanted, setIsWanted] = useState(false)
  if (invocationId !== null && !isWanted) setIsWanted(true)
  if (!isWanted) return null
  return (
    <PartBoundary>
      <InspectorDrawer invocationId={invocationId} onClose={onClose} />
    </PartBoundary>
  )
}
