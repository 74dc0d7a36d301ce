import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { part } from '../../ui/part.tsx'
import { PartBoundary } from '../../ui/PartBoundary.tsx'

const ShareDialog = part(async () => (await import('./ShareDialog.tsx')).ShareDialog)

/** The last action of a page: what is kept of the session, as others would see it. */
export function ShareButton({ sessionId, isStored }: { sessionId: string; isStored: boolean }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button
        disabled={!isStored}
        title={isStored ? undefined : 'There is nothing to share yet'}
        onPointerEnter={() => void ShareDialog.preload()}
        onClick={() => setIsOpen(true)}
      >
        Share
      </Button>
      <PartBoundary>{isOpen && <ShareDialog sessionId={sessionId} onClose={() => setIsOpen(false)} />}</PartBoundary>
    </>
  )
}
