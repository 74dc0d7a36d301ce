import { useState, type ReactNode } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { showToast } from '../../ui/Toast.tsx'

interface RemoveDialogProps {
  name: string
  remove: () => Promise<unknown>
  onClose: () => void
  /** What else goes with it. */
  children: ReactNode
}

/** Asks before an endpoint, or an upstream with all of its, is removed. */
export function RemoveDialog({ name, remove, onClose, children }: RemoveDialogProps) {
  const [error, setError] = useState<string>()
  const [isRemoving, setIsRemoving] = useState(false)
  async function removeIt() {
    setIsRemoving(true)
    try {
      await remove()
      showToast({ message: `Removed ${name}.` })
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
      title={`Remove ${name}?`}
      width="420px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Keep it
          </Button>
          <Button kind="danger" disabled={isRemoving} onClick={() => void removeIt()}>
            Remove
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-2 text-reading text-ink-2">
        <p>{children} Replies that stream from it now end.</p>
        <p>Sessions keep their answers; panes that used it say that the endpoint was removed.</p>
        {error && <ErrorNote title="Not removed">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
