import { useLocation, useNavigate } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import { failureMessage } from '../../api/failureMessage.ts'
import { forkShare } from '../../api/shares.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Field } from '../../ui/Field.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Where Fork on a shared page leads: nothing is copied before somebody here says so. */
export function ForkDialog() {
  // In the fragment, which a browser sends nowhere.
  const token = useLocation({ select: ({ hash }) => /^fork=([\w-]+)$/.exec(hash)?.[1] })
  return token === undefined ? null : <ForkForm key={token} token={token} />
}

function ForkForm({ token }: { token: string }) {
  const navigate = useNavigate()
  const [passphrase, setPassphrase] = useState('')
  const [error, setError] = useState<string>()
  const [isForking, setIsForking] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const formId = useId()
  async function fork() {
    setIsForking(true)
    setError(undefined)
    try {
      const [session] = (await forkShare(token, passphrase)).sessions
      if (session)
        await navigate({ to: sessionPages[session.page].to, params: { sessionId: session.id }, replace: true })
    } catch (cause) {
      setError(failureMessage(cause))
      setIsForking(false)
    }
  }
  const close = () => void navigate({ to: '/sessions', hash: '', replace: true })
  return (
    <Dialog
      isOpen
      onClose={close}
      title="Fork a shared session"
      width="420px"
      initialFocus={field}
      footer={
        <>
          <Button kind="plain" onClick={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" form={formId} disabled={isForking}>
            Open a copy
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="grid grid-cols-1 gap-3 text-reading text-ink-2"
        onSubmit={(event) => {
          event.preventDefault()
          void fork()
        }}
      >
        <p>It becomes a session of yours, to change and to send on. What was shared stays as it is.</p>
        <Field label="Passphrase" hint="Where the share asks for one.">
          <TextField ref={field} type="password" maxLength={200} value={passphrase} onChange={setPassphrase} />
        </Field>
        {error !== undefined && <ErrorNote title="Not forked">{error}</ErrorNote>}
      </form>
    </Dialog>
  )
}
