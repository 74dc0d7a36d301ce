import { Link } from '@tanstack/react-router'
import type { Failure } from '../../../server/contract/failure.ts'
import type { SessionDocument } from '../../../server/contract/session.ts'
import { Button, buttonClasses } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { TopBar } from '../../ui/TopBar.tsx'
import { sessionPages } from './sessionPages.ts'

interface FailedSessionProps {
  page: SessionDocument['page']
  /** The page's name: Compare. */
  label: string
  failure: Failure
  onRetry: () => void
}

/** In place of a page whose session could not be read. */
export function FailedSession({ page, label, failure, onRetry }: FailedSessionProps) {
  const isGone = failure.kind === 'not-found'
  const { newTo, noun } = sessionPages[page]
  return (
    <main aria-label={label} className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title={label} />
      <EmptyState
        title={isGone ? `This ${noun} is not here.` : `This ${noun} could not be read.`}
        actions={
          <>
            {isGone && (
              <Link to="/sessions" search={{ bin: true }} className={buttonClasses()}>
                Look in the bin
              </Link>
            )}
            {!isGone && <Button onClick={onRetry}>Try again</Button>}
            <Link to={newTo} className="self-center px-2 text-control underline underline-offset-2">
              Start a new {noun}
            </Link>
          </>
        }
      >
        {isGone
          ? 'It was deleted, or its address is mistyped. For 30 days a deleted one can be restored.'
          : failure.message}
      </EmptyState>
    </main>
  )
}
