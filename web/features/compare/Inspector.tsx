import { useStore } from 'zustand'
import { LazyInspector } from '../../models/inspector/LazyInspector.tsx'
import { useComparison } from './compareState.ts'

export function Inspector() {
  const { store } = useComparison()
  const inspectedId = useStore(store, (state) => state.inspectedId)
  return <LazyInspector invocationId={inspectedId} onClose={() => store.setState({ inspectedId: null })} />
}
