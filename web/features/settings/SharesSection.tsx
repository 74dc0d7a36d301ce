import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Share } from '../../../server/contract/share.ts'
import { failureMessage } from '../../api/failureMessage.ts'
import { revokeAllShares, revokeShare, sharesQuery } from '../../api/shares.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { showToast } from '../../ui/Toast.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { Section } from './Section.tsx'
import { shareFacts } from './shareFacts.ts'

/** Every link to a shared session, how often it was opened, and its end. */
export function SharesSection() {
  const query = useQuery(sharesQuery)
  const [revoked, setRevoked] = useState<Share | 'all'>()
  const now = new Date(query.dataUpdatedAt)
  const open = query.data?.filter((share) => !shareFacts(share, now).hasEnded) ?? []
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
      <ul aria-label="Shares" className="overflow-hidden rounded-outer border border-line bg-surface empty:hidden">
        {query.data?.map((share) => (
          <ShareItem key={share.id} share={share} now={now} onRevoke={() => setRevoked(share)} />
        ))}
      </ul>
      {open.length > 1 && (
        <Button className="justify-self-start" onClick={() => setRevoked('all')}>
          Revoke all {open.length}
        </Button>
      )}
      {revoked !== undefined && (
        <RevokeDialog
          name={revoked === 'all' ? 'all shares' : nameOf(revoked)}
          onRevoke={() => (revoked === 'all' ? revokeAllShares() : revokeShare(revoked.id))}
          onClose={() => setRevoked(undefined)}
        >
          {revoked === 'all'
            ? 'Every link leads nowhere from then on, and the pages they showed are deleted.'
            : 'The link leads nowhere from then on, and the page it showed is deleted.'}
        </RevokeDialog>
      )}
    </Section>
  )
}

function ShareItem({ share, now, onRevoke }: { share: Share; now: Date; onRevoke: () => void }) {
  const { hasEnded, words } = shareFacts(share, now)
  return (
    <li className="flex min-h-[46px] items-center gap-2 border-b border-line py-2 pr-2 pl-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p dir="auto" className={`text-control font-medium wrap-anywhere ${hasEnded ? 'text-ink-2' : ''}`}>
          {nameOf(share)}
        </p>
        <p className="text-note wrap-anywhere text-ink-2">{words}</p>
      </div>
      {hasEnded ? (
        <Button kind="plain" aria-label={`Remove ${nameOf(share)} from the list`} onClick={() => void remove(share)}>
          Remove
        </Button>
      ) : (
        <Button kind="plain" aria-label={`Revoke ${nameOf(share)}`} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  )
}

/** It led nowhere already, so nothing is asked. */
async function remove(share: Share): Promise<void> {
  try {
    await revokeShare(share.id)
  } catch (cause) {
    showToast({ message: `Not removed: ${failureMessage(cause)}` })
  }
}

function nameOf({ title }: Share): string {
  return title.trim() || 'Untitled session'
}
