import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'

const ComparePage = lazy(() => import('../features/compare/ComparePage.tsx'))

export function CompareRoute() {
  const { sessionId: saved } = useParams({ strict: false })
  const [fresh, setFresh] = useState(() => crypto.randomUUID())
  const [previous, setPrevious] = useState(saved)
  if (saved !== previous) {
    setPrevious(saved)
    // Back at `/` from a session: another new one, never the one just left.
    if (saved === undefined) setFresh(crypto.randomUUID())
  }
  const sessionId = saved ?? fresh
  return (
    <Suspense fallback={<main aria-busy="true" aria-label="Compare" />}>
      <ComparePage key={sessionId} sessionId={sessionId} isNew={saved === undefined} />
    </Suspense>
  )
}
