import { useId, useMemo, useState } from 'react'
import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { readPasted, type PastedRequest } from '../../models/paste/pastedRequest.ts'
import { PasteProblem } from '../../models/paste/pasteProblem.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/TextArea.tsx'

interface PasteDialogProps {
  isOpen: boolean
  onClose: () => void
  findEndpoint: (name: string) => Endpoint | undefined
  onTake: (pasted: PastedRequest & { takesEndpoint: boolean }) => void
}

/** Finds the request in a curl command, code or a HAR entry. What it found is shown before anything changes. */
export function PasteDialog({ isOpen, onClose, findEndpoint, onTake }: PasteDialogProps) {
  const [text, setText] = useState('')
  const [takesEndpoint, setTakesEndpoint] = useState(true)
  const resultId = useId()
  const read = useMemo(() => readSafely(text), [text])
  const close = () => {
    setText('')
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title="Paste curl or code"
      width="680px"
      footer={
        <>
          <Button kind="plain" onClick={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            disabled={read.type !== 'found'}
            onClick={() => {
              if (read.type !== 'found') return
              onTake({ ...read.request, takesEndpoint })
              close()
            }}
          >
            Use this request
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p className="text-control text-ink-2">
          A curl command (bash, cmd, PowerShell), a call of the OpenAI, Databricks, MLflow or LangChain client in Python
          or JavaScript, a HAR entry, or plain JSON. Nothing is run.
        </p>
        <TextArea
          aria-label="Text to read"
          aria-describedby={resultId}
          value={text}
          onChange={setText}
          rows={9}
          spellCheck={false}
          className="max-h-[40vh] font-mono text-note!"
        />
        <div id={resultId} aria-live="polite" className="grid gap-2 text-note text-ink-2">
          {read.type === 'problem' && <p className="text-bad">{read.message}</p>}
          {read.type === 'found' && (
            <Found
              request={read.request}
              known={read.request.endpoint === undefined ? undefined : findEndpoint(read.request.endpoint)}
              takesEndpoint={takesEndpoint}
              onTakesEndpoint={setTakesEndpoint}
            />
          )}
        </div>
      </div>
    </Dialog>
  )
}

interface FoundProps {
  request: PastedRequest
  /** The endpoint here that it names. */
  known: Endpoint | undefined
  takesEndpoint: boolean
  onTakesEndpoint: (takes: boolean) => void
}

function Found({ request, known, takesEndpoint, onTakesEndpoint }: FoundProps) {
  const { from, body, endpoint, credential, notes } = request
  return (
    <>
      <p className="text-ink">
        Found in {from}: a body of {body.length.toLocaleString('en')} characters.
      </p>
      {known !== undefined && (
        <Checkbox isChecked={takesEndpoint} onChange={onTakesEndpoint} label={`Send to ${known.name}`} />
      )}
      {known === undefined && endpoint !== undefined && (
        <p>It asks {endpoint}, which is no endpoint here. Choose another one after.</p>
      )}
      {credential !== undefined && (
        <p>
          The text holds a credential ({credential.where}). It is not kept. Keys belong to an upstream: enter it on the
          Endpoints page if you want to use it.
        </p>
      )}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </>
  )
}

type Read = { type: 'empty' } | { type: 'problem'; message: string } | { type: 'found'; request: PastedRequest }

function readSafely(text: string): Read {
  if (text.trim() === '') return { type: 'empty' }
  try {
    return { type: 'found', request: readPasted(text) }
  } catch (error) {
    if (error instanceof PasteProblem) return { type: 'problem', message: error.message }
    throw error
  }
}
