import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Share } from '../../../server/contract/share.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { revokeShare, sharesQuery } from '../../api/shares.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { formatWhen } from '../../ui/formatWhen.ts'
import { RevokeDialog } from './RevokeDialog.tsx'
import { Section } from './Section.tsx'

/** Every link to a shared session, how often it was opened, and its end. */
export function SharesSection() {
  const query = useQuery(sharesQuery)
  const [revoked, setRevoked] = useState<Share>()
  const now = new Date(query.dataUpdatedAt)
  return (
    <Section title="Shares">
      {query.isError && !query.data && (
        <ErrorNote
          title="The shares could not be read"
          actions={<Button onClick={() => void query.refetch()}>Retry</Button>}
        >
          {failureMessage(query.error)}
        </ErrorNote>
      )}
      {query.data?.length === 0 && (
        <p className="text-note text-ink-2">Nothing is shared. Share, on the page of a session, makes a link.</p>
      )}
      <ul className="overflow-hidden rounded-outer border border-line bg-surface empty:hidden">
        {query.data?.map((share) => (
          <li key={share.id} className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-3 last:border-b-0">
            <div className="min-w-0 flex-1">
              <p className="text-control font-medium wrap-anywhere">{nameOf(share)}</p>
              <p className="text-note wrap-anywhere text-ink-2">{factsOf(share, now)}</p>
            </div>
            <Button kind="plain" aria-label={`Revoke ${nameOf(share)}`} onClick={() => setRevoked(share)}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {revoked && (
        <RevokeDialog
          name={nameOf(revoked)}
          onRevoke={() => revokeShare(revoked.id)}
          onClose={() => setRevoked(undefined)}
        >
          The link leads nowhere from then on, and the page it showed is deleted.
        </RevokeDialog>
      )}
    </Section>
  )
}

function nameOf({ title }: Share): string {
  return title.trim() || 'Untitled session'
}

function factsOf(share: Share, now: Date): string {
  const end = share.expiresAt === null ? undefined : new Date(share.expiresAt)
  const views = `${share.views}${share.maxViews === null ? '' : ` of ${share.maxViews}`} ${share.views === 1 && share.maxViews === null ? 'view' : 'views'}`
  return [
    `Shared ${formatWhen(new Date(share.createdAt), now)}`,
    end === undefined
      ? 'does not expire'
      : `${end <= now ? 'expired' : 'expires'} ${end.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}`,
    share.hasPassphrase && 'passphrase',
    views,
    share.lastViewedAt !== null && `last ${formatWhen(new Date(share.lastViewedAt), now)}`,
  ]
    .filter((part) => part !== false)
    .join(' · ')
}
