import { useState } from 'react'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { removeEndpoint } from '../../api/upstreams.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { showToast } from '../../ui/Toast.tsx'

export function RemoveEndpointDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const [error, setError] = useState<string>()
  const [isRemoving, setIsRemoving] = useState(false)
  const hasKey = endpoint.served?.some((entity) => entity.credential.isSet)
  async function remove() {
    setIsRemoving(true)
    try {
      await removeEndpoint(endpoint.name)
      showToast({ message: `Removed ${endpoint.name}.` })
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
      title={`Remove ${endpoint.name}?`}
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
          Clients that ask for it by name are told that it does not exist{hasKey && ', and its keys are forgotten'}.
          Replies that stream from it now end.
        </p>
        <p>Sessions keep their answers; panes that used it say that the endpoint was removed.</p>
        {error && <ErrorNote title="Not removed">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
