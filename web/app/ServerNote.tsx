import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { statusQuery } from '../api/queries.ts'
import { Icon } from '../ui/Icon.tsx'

/** Says when the server does not answer, and what still works; everything is read anew once it is back. */
export function ServerNote() {
  const { isError } = useQuery(statusQuery)
  const client = useQueryClient()
  const wasAway = useRef(false)
  useEffect(() => {
    if (wasAway.current && !isError) void client.invalidateQueries()
    wasAway.current = isError
  }, [isError, client])
  return (
    <div aria-live="polite">
      {isError && (
        <p className="flex items-start gap-2 border-b border-line bg-warn-ground px-4 py-2 text-control text-ink">
          <Icon name="warning" className="mt-0.5 text-warn" />
          <span>
            The server does not answer. What is on screen can still be read, copied and edited; sending and saving wait.
            Start it again with <code className="font-mono text-note">npm start</code>: this page reconnects by itself.
          </span>
        </p>
      )}
    </div>
  )
}
