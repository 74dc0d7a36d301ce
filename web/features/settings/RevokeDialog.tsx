import { useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { showToast } from '../../ui/Toast.tsx'

interface RevokeDialogProps {
  name: string
  onRevoke: () => Promise<void>
  onClose: () => void
  /** What happens then. */
  children: string
}

export function RevokeDialog({ name, onRevoke, onClose, children }: RevokeDialogProps) {
  const [error, setError] = useState<string>()
  const [isRevoking, setIsRevoking] = useState(false)
  async function revoke() {
    setIsRevoking(true)
    try {
      await onRevoke()
      showToast({ message: `Revoked ${name}.` })
      onClose()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsRevoking(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Revoke ${name}?`}
      width="420px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Keep it
          </Button>
          <Button kind="danger" disabled={isRevoking} onClick={() => void revoke()}>
            Revoke
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-2 text-reading text-ink-2">
        <p>{children} It cannot be undone.</p>
        {error && <ErrorNote title="Not revoked">{error}</ErrorNote>}
      </div>
    </Dialog>
  )
}
