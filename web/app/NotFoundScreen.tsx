import { Link } from '@tanstack/react-router'
import { buttonClasses } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { TopBar } from '../ui/TopBar.tsx'

export function NotFoundScreen() {
  return (
    <main className="flex h-full flex-col">
      <TopBar title="Not found" />
      <EmptyState
        title="Nothing has this address"
        actions={
          <>
            <Link to="/" className={buttonClasses('primary')}>
              New comparison
            </Link>
            <Link to="/sessions" className={buttonClasses()}>
              All sessions
            </Link>
          </>
        }
      >
        It may have been deleted, or the link may be incomplete.
      </EmptyState>
    </main>
  )
}
