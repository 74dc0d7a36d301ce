import { ComparePage } from '../features/compare/ComparePage.tsx'
import { useSessionId } from './useSessionId.ts'

/** The page that most visits begin with: part of the first load, so that nothing waits for a second one. */
export function CompareRoute() {
  const { sessionId, isNew } = useSessionId()
  return <ComparePage key={sessionId} sessionId={sessionId} isNew={isNew} />
}
