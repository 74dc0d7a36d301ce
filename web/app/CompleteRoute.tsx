import { Suspense } from 'react'
import { part } from '../ui/part.tsx'
import { useSessionId } from './useSessionId.ts'

const CompletePage = part(async () => (await import('../features/complete/CompletePage.tsx')).default)

export function CompleteRoute() {
  const { sessionId, isNew } = useSessionId()
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Complete" />}>
      <CompletePage key={sessionId} sessionId={sessionId} isNew={isNew} />
    </Suspense>
  )
}
