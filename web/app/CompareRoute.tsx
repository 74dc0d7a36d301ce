import { lazy, Suspense } from 'react'
import { useSessionId } from './useSessionId.ts'

const ComparePage = lazy(() => import('../features/compare/ComparePage.tsx'))

export function CompareRoute() {
  const { sessionId, isNew } = useSessionId()
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Compare" />}>
      <ComparePage key={sessionId} sessionId={sessionId} isNew={isNew} />
    </Suspense>
  )
}
