import { LazyInspector } from '../../models/inspector/LazyInspector.tsx'
import { useEmbed, useWorkbench } from './workbench.ts'

export function Inspector() {
  const { store } = useWorkbench()
  const inspectedId = useEmbed((state) => state.inspectedId)
  return <LazyInspector invocationId={inspectedId} onClose={() => store.setState({ inspectedId: null })} />
}
