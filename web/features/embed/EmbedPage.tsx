import { EmptyState } from '../../ui/EmptyState.tsx'
import { TopBar } from '../../ui/TopBar.tsx'

interface EmbedPageProps {
  sessionId: string
  /** The address names no session yet: this one is created by its first save. */
  isNew: boolean
}

export default function EmbedPage({ sessionId, isNew }: EmbedPageProps) {
  return (
    <main aria-label="Embed" className="grid h-full min-h-0 grid-rows-[auto_minmax(0,1fr)]">
      <TopBar title="Embed" />
      <EmptyState title="Embed">{isNew ? 'New' : sessionId}</EmptyState>
    </main>
  )
}
