import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState, type DragEvent } from 'react'
import type { SessionsImported } from '../../../server/contract/sessionFile.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { sessionsQuery } from '../../api/queries.ts'
import { importSessions } from '../../api/shares.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { joinClasses } from '../../ui/joinClasses.ts'
import { TopBar } from '../../ui/TopBar.tsx'
import { ShareField } from './ShareField.tsx'

/** What is run again: a session, or a file or a share, which becomes one first. */
export function ChooseBaseline() {
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const [isReading, setIsReading] = useState(false)
  const [imported, setImported] = useState<SessionsImported>()
  const [error, setError] = useState<string>()

  async function take(from: () => Promise<SessionsImported>) {
    setIsReading(true)
    setError(undefined)
    try {
      const found = await from()
      const [only] = found.sessions
      if (only && found.sessions.length === 1) return await navigate({ to: '/rerun', search: { baseline: only.id } })
      setImported(found)
    } catch (cause) {
      setError(failureMessage(cause))
    } finally {
      setIsReading(false)
    }
    return undefined
  }

  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const [file] = event.dataTransfer.files
    if (file) void take(() => importSessions(file))
  }

  return (
    <main aria-label="Run again" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title="Run again" />
      <div className="grid min-h-0 auto-rows-max grid-cols-[minmax(0,1fr)] justify-items-start gap-6 overflow-y-auto px-4 py-8">
        <p className="max-w-[66ch] text-prompt font-medium">
          Send the requests of an earlier session again, to the same endpoints or others, and see what is different.
        </p>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the button in it does the same */}
        <section
          aria-label="From a file"
          onDragOver={(event) => {
            event.preventDefault()
            setIsOver(true)
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={onDrop}
          className={joinClasses(
            'grid w-full max-w-[66ch] justify-items-start gap-2 rounded-outer border border-dashed p-4',
            isOver ? 'border-ink bg-raised' : 'border-line-strong',
          )}
        >
          <p className="text-reading text-ink-2">
            Drop an exported session here: its HTML, a share saved as a file, or JSON. It is imported first and becomes
            a session of yours.
          </p>
          <input
            ref={field}
            type="file"
            accept=".json,.jsonl,.html,.htm"
            aria-label="File to run again"
            hidden
            onChange={(event) => {
              const [file] = event.target.files ?? []
              event.target.value = ''
              if (file) void take(() => importSessions(file))
            }}
          />
          <Button disabled={isReading} onClick={() => field.current?.click()}>
            {isReading ? 'Reading…' : 'Choose a file'}
          </Button>
        </section>
        <ShareField isBusy={isReading} onTake={take} />
        {error !== undefined && (
          <div className="max-w-[66ch]">
            <ErrorNote title="Not read">{error}</ErrorNote>
          </div>
        )}
        {imported ? (
          <Sessions label="Imported: choose one" sessions={imported.sessions} remarks={imported.leftOut} />
        ) : (
          <RecentSessions />
        )}
      </div>
    </main>
  )
}

function RecentSessions() {
  const { data } = useQuery(sessionsQuery)
  if (data === undefined || data.length === 0) return null
  return <Sessions label="A recent session" sessions={data} remarks={[]} />
}

interface SessionsProps {
  label: string
  sessions: SessionsImported['sessions']
  remarks: string[]
}

function Sessions({ label, sessions, remarks }: SessionsProps) {
  return (
    <section aria-label={label} className="grid w-full max-w-[66ch] grid-cols-[minmax(0,1fr)] gap-1.5">
      <h2 className="text-note font-medium text-ink-3">{label}</h2>
      {remarks.length > 0 && <p className="text-note text-ink-2">{remarks.join(' ')}</p>}
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {sessions.map((session) => (
          <li key={session.id} className="min-w-0">
            <Link
              to="/rerun"
              search={{ baseline: session.id }}
              className="flex min-h-[30px] min-w-0 items-center gap-2 rounded-inner px-1 text-control hover:bg-raised pointer-coarse:min-h-11"
            >
              <Icon name={session.page} className="size-3.5 text-ink-3" />
              <span className="min-w-0 truncate">{sessionTitle(session)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
