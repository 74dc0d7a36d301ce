import { Suspense } from 'react'
import { part } from '../ui/part.tsx'
import { useSessionId } from './useSessionId.ts'

const QueryPage = part(async () => (await import('../features/query/QueryPage.tsx')).default)

export function QueryRoute() {
  const { sessionId, isNew } = useSessionId()
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Query" />}>
      <QueryPage key={sessionId} sessionId={sessionId} isNew={isNew} />
    </Suspense>
  )
}
