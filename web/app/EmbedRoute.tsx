import { Suspense } from 'react'
import { part } from '../ui/part.tsx'
import { useSessionId } from './useSessionId.ts'

const EmbedPage = part(async () => (await import('../features/embed/EmbedPage.tsx')).default)

export function EmbedRoute() {
  const { sessionId, isNew } = useSessionId()
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Embed" />}>
      <EmbedPage key={sessionId} sessionId={sessionId} isNew={isNew} />
    </Suspense>
  )
}
