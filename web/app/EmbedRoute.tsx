import { lazy, Suspense } from 'react'
import { useSessionId } from './useSessionId.ts'

const EmbedPage = lazy(() => import('../features/embed/EmbedPage.tsx'))

export function EmbedRoute() {
  const { sessionId, isNew } = useSessionId()
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Embed" />}>
      <EmbedPage key={sessionId} sessionId={sessionId} isNew={isNew} />
    </Suspense>
  )
}
