import { useState } from 'react'
import { useStore } from 'zustand'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'
import { useComparison } from './compareState.ts'

const InspectorDrawer = part(async () => (await import('../../models/inspector/InspectorDrawer.tsx')).InspectorDrawer)

/** Fetched when it is first wanted; mounted from then on, so that it can slide away. */
export function Inspector() {
  const { store } = useComparison()
  const inspectedId = useStore(store, (state) => state.inspectedId)
  const [isWanted, setIsWanted] = useState(false)
  if (inspectedId !== null && !isWanted) setIsWanted(true)
  if (!isWanted) return null
  return (
    <PartBoundary>
      <InspectorDrawer invocationId={inspectedId} onClose={() => store.setState({ inspectedId: null })} />
    </PartBoundary>
  )
}
