import { useState } from 'react'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { useEmbed, useWorkbench } from './workbench.ts'

const InspectorDrawer = part(async () => (await import('../../models/inspector/InspectorDrawer.tsx')).InspectorDrawer)

/** Fetched when it is first wanted; mounted from then on, so that it can slide away. */
export function Inspector() {
  const { store } = useWorkbench()
  const inspectedId = useEmbed((state) => state.inspectedId)
  const [isWanted, setIsWanted] = useState(false)
  if (inspectedId !== null && !isWanted) setIsWanted(true)
  if (!isWanted) return null
  return (
    <PartBoundary>
      <InspectorDrawer invocationId={inspectedId} onClose={() => store.setState({ inspectedId: null })} />
    </PartBoundary>
  )
}
