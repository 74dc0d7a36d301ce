import { useSearch } from '@tanstack/react-router'
import { Suspense } from 'react'
import { part } from '../ui/part.tsx'
import { useSessionId } from './useSessionId.ts'

const RerunPage = part(async () => (await import('../features/rerun/RerunPage.tsx')).default)

export function RerunRoute() {
  const { sessionId, isNew } = useSessionId()
  const { baseline } = useSearch({ strict: false })
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Run again" />}>
      {/* The first save takes the baseline out of the address; the page stays. */}
      <RerunPage key={sessionId} sessionId={sessionId} isNew={isNew} baselineId={baseline} />
    </Suspense>
  )
}
