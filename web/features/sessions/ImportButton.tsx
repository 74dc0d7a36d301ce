import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SessionsImported } from '../../../server/contract/sessionFile.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { importSessions } from '../../api/shares.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { sessionTitle } from '../../models/session/sessionTitle.ts'

type Outcome = { name: string } & ({ imported: SessionsImported } | { failure: string })

/** Our own JSON and HTML, and conversations of other programs; then what came of it. */
export function ImportButton() {
  const field = useRef<HTMLInputElement>(null)
  const [isImporting, setIsImporting] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>()

  async function take(file: File) {
    setIsImporting(true)
    try {
      setOutcome({ name: file.name, imported: await importSessions(file) })
    } catch (error) {
      setOutcome({ name: file.name, failure: failureMessage(error) })
    }
    setIsImporting(false)
  }

  return (
    <>
      <input
        ref={field}
        type="file"
        accept=".json,.jsonl,.html,.htm"
        aria-label="File to import"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) void take(file)
        }}
      />
      <Button disabled={isImporting} onClick={() => field.current?.click()}>
        {isImporting ? 'Importing…' : 'Import'}
      </Button>
      {outcome && <ImportDialog outcome={outcome} onClose={() => setOutcome(undefined)} />}
    </>
  )
}

function ImportDialog({ outcome, onClose }: { outcome: Outcome; onClose: () => void }) {
  const navigate = useNavigate()
  const sessions = 'imported' in outcome ? outcome.imported.sessions : []
  const leftOut = 'imported' in outcome ? outcome.imported.leftOut : []
  const [first] = sessions
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={'imported' in outcome ? `Imported ${outcome.name}` : `Not imported: ${outcome.name}`}
      footer={
        <>
          {first && (
            <Button onClick={() => void navigate({ to: sessionPages[first.page].to, params: { sessionId: first.id } })}>
              {sessions.length === 1 ? 'Open' : 'Open the first'}
            </Button>
          )}
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 text-reading text-ink-2">
        {'failure' in outcome && <ErrorNote title="The file was not taken">{outcome.failure}</ErrorNote>}
        {sessions.length > 0 && (
          <>
            <p>{sessions.length === 1 ? 'It is a new session:' : `${sessions.length} new sessions:`}</p>
            <ul className="max-h-48 list-disc overflow-y-auto pl-5 wrap-anywhere">
              {sessions.slice(0, 100).map((session) => (
                <li key={session.id}>{sessionTitle(session)}</li>
              ))}
            </ul>
          </>
        )}
        {leftOut.length > 0 && (
          <section aria-label="Left out">
            <p className="text-warn">Left out</p>
            <ul className="list-disc pl-5">
              {leftOut.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  )
}
