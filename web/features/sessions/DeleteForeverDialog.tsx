import { useState } from 'react'
import type { SessionRow } from '../../../server/contract/session.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { deleteSessionsForever } from '../../api/sessions.ts'
import { sessionsInWords } from '../../models/session/sessionActions.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'
import { showToast } from '../../ui/Toast.tsx'
import { WhatGoes } from './WhatGoes.tsx'

interface DeleteForeverDialogProps {
  /** None: closed. */
  sessions: readonly SessionRow[]
  onClose: () => void
  onDeleted: () => void
}

export function DeleteForeverDialog({ sessions, onClose, onDeleted }: DeleteForeverDialogProps) {
  // What it asked stays readable while it fades.
  const [shown, setShown] = useState(sessions)
  const [error, setError] = useState<string>()
  const [isDeleting, setIsDeleting] = useState(false)
  const [through, setThrough] = useState(0)
  if (sessions.length > 0 && sessions !== shown) {
    setShown(sessions)
    setError(undefined)
  }
  async function remove() {
    setIsDeleting(true)
    setThrough(0)
    try {
      await deleteSessionsForever(
        shown.map(({ id }) => id),
        setThrough,
      )
      showToast({ message: `Deleted ${sessionsInWords(shown)} for ever.` })
      onDeleted()
    } catch (cause) {
      setError(failureMessage(cause))
    }
    setIsDeleting(false)
  }
  return (
    <Dialog
      isOpen={sessions.length > 0}
      onClose={onClose}
      title={`Delete ${sessionsInWords(shown)} for ever?`}
      width="440px"
      footer={
        <>
          <Button onClick={onClose}>{shown.length === 1 ? 'Keep it' : 'Keep them'}</Button>
          <Button kind="danger" disabled={isDeleting} onClick={() => void remove()}>
            Delete for ever
          </Button>
        </>
      }
    >
      <WhatGoes />
      {isDeleting && through > 0 && (
        <output className="text-note text-ink-2 tabular-nums">
          {formatCount(through)} of {formatCount(shown.length)} deleted…
        </output>
      )}
      {error !== undefined && <ErrorNote title="Not deleted">{error}</ErrorNote>}
    </Dialog>
  )
}
