import { useId, useState, type ReactNode } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

interface CreateDialogProps {
  title: string
  isComplete: boolean
  /** Rejects where it was not created. */
  onCreate: () => Promise<void>
  onClose: () => void
  /** Fields. */
  children: ReactNode
}

export function CreateDialog({ title, isComplete, onCreate, onClose, children }: CreateDialogProps) {
  const [error, setError] = useState<string>()
  const [isCreating, setIsCreating] = useState(false)
  const formId = useId()
  async function create() {
    setIsCreating(true)
    try {
      await onCreate()
    } catch (cause) {
      setError(failureMessage(cause))
      setIsCreating(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="440px"
      footer={
        <>
          <Button kind="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" form={formId} disabled={!isComplete || isCreating}>
            Create
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (isComplete && !isCreating) void create()
        }}
      >
        {children}
        {error && <ErrorNote title="Not created">{error}</ErrorNote>}
      </form>
    </Dialog>
  )
}
