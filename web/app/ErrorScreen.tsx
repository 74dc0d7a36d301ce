import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { TopBar } from '../ui/TopBar.tsx'

/** A page that failed to load or to draw. The rail beside it goes on working. */
export function ErrorScreen({ error }: { error: unknown }) {
  const [isCopied, setIsCopied] = useState(false)
  const problem = error instanceof Error ? error : new Error(String(error))
  const details = `${location.pathname}\n${problem.stack ?? problem.message}`
  return (
    <main className="flex h-full flex-col">
      <TopBar title="This page stopped" />
      <div className="max-w-[72ch] p-4">
        <ErrorNote
          title="The page stopped at an error of its own"
          actions={
            <>
              <Button kind="primary" size="small" onClick={() => location.reload()}>
                Reload
              </Button>
              <Button
                size="small"
                onClick={() => void navigator.clipboard.writeText(details).then(() => setIsCopied(true))}
              >
                {isCopied ? 'Copied' : 'Copy details'}
              </Button>
            </>
          }
        >
          <p>
            Saved sessions and answers are on the server and are not touched. Reload the page; if it stops again, open
            another session from the rail and report the details.
          </p>
          <p className="mt-2 font-mono text-note">{problem.message}</p>
        </ErrorNote>
      </div>
    </main>
  )
}
