import { useState } from 'react'
import type { Endpoint, Upstream } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { removeUpstream } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'

interface RemoveUpstreamDialogProps {
  upstream: Upstream
  endpoints: Endpoint[]
  onClose: () => void
}

export function RemoveUpstreamDialog({ upstream, endpoints, onClose }: RemoveUpstreamDialogProps) {
  const [error, setError] = useState<string>()
  const [isRemoving, setIsRemoving] = useState(false)
  const count = endpoints.filter((endpoint) => endpoint.upstreamId === upstream.id).length
  async function remove() {
    setIsRemoving(true)
    try {
      await removeUpstream(upstream.id)
      showToast({ message: `Removed ${upstream.name}.` })
      onClose()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsRemoving(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Remove ${upstream.name}?`}
      width="420px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Keep it
          </Button>
          <Button kind="danger" disabled={isRemoving} onClick={() => void remove()}>
            Remove
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-2 text-reading text-ink-2">
        <p>
          {count === 1 ? 'Its endpoint goes' : `Its ${formatCount(count)} endpoints go`} with it
          {upstream.credential.isSet && ', and its key is forgotten'}. Replies that stream from it now end.
        </p>
        <p>Sessions keep their answers; panes that used it say that the endpoint was removed.</p>
        {error && <ErrorNote title="Not removed">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
