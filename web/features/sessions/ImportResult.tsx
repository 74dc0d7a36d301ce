import { Link } from '@tanstack/react-router'
import type { SessionsImported } from '../../../server/contract/sessionFile.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'
import { sessionTitle } from '../../models/session/sessionTitle.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatCount } from '../../ui/formatNumber.ts'

const maxListed = 100

/** What came in, each a link; what did not, and why. */
export function ImportResult({ imported: { sessions, count, leftOut, stopped } }: { imported: SessionsImported }) {
  return (
    <>
      {stopped !== undefined && (
        <ErrorNote title="Not all of the file came in">{`${stopped} What is listed here is in, whole.`}</ErrorNote>
      )}
      <p>{count === 1 ? 'It is a new session:' : `${formatCount(count)} new sessions:`}</p>
      <ul className="max-h-60 list-disc overflow-y-auto pl-5 wrap-anywhere">
        {sessions.slice(0, maxListed).map((session) => (
          <li key={session.id}>
            <Link
              to={sessionPages[session.page].to}
              params={{ sessionId: session.id }}
              className="text-ink underline underline-offset-2"
            >
              {sessionTitle(session)}
            </Link>
          </li>
        ))}
        {count > maxListed && <li>and {formatCount(count - maxListed)} more</li>}
      </ul>
      {leftOut.length > 0 && (
        <section aria-label="Left out">
          <p className="text-warn">Left out</p>
          <ul className="max-h-40 list-disc overflow-y-auto pl-5 wrap-anywhere">
            {leftOut.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
