import { useParams } from '@tanstack/react-router'
import { useState } from 'react'

/** The session of the address, or a new one's id, which stays the same when the first save gives it its address. */
export function useSessionId(): { sessionId: string; isNew: boolean } {
  const { sessionId: saved } = useParams({ strict: false })
  const [fresh, setFresh] = useState(() => crypto.randomUUID())
  const [previous, setPrevious] = useState(saved)
  if (saved !== previous) {
    setPrevious(saved)
    // Back at the page itself from a session: another new one, never the one just left.
    if (saved === undefined) setFresh(crypto.randomUUID())
  }
  return { sessionId: saved ?? fresh, isNew: saved === undefined }
}
