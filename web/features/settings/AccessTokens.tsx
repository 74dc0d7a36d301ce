import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccessToken } from '../../../server/contract/access.ts'
import { accessTokensQuery, revokeAccessToken } from '../../api/access.ts'
import { formatWhen } from '../../ui/formatWhen.ts'
import { AccessTokenDialog } from './AccessTokenDialog.tsx'
import { CredentialList } from './CredentialList.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'

export function AccessTokens() {
  const query = useQuery(accessTokensQuery)
  const [dialog, setDialog] = useState<'create' | AccessToken>()
  const close = () => setDialog(undefined)
  return (
    <>
      <CredentialList
        title="Access tokens"
        about="One for each program or person, so that one can be revoked without the others."
        create={{ label: 'Create token', onSelect: () => setDialog('create') }}
        query={query}
        empty="No access token yet."
        facts={(token) => factsOf(token, new Date(query.dataUpdatedAt))}
        onRevoke={setDialog}
      />
      {dialog === 'create' && <AccessTokenDialog onClose={close} />}
      {typeof dialog === 'object' && (
        <RevokeDialog name={dialog.name} onRevoke={() => revokeAccessToken(dialog.id)} onClose={close}>
          Programs that send this access token are refused from then on.
        </RevokeDialog>
      )}
    </>
  )
}

function factsOf({ createdAt, expiresAt, lastUsedAt }: AccessToken, now: Date) {
  const end = expiresAt === null ? undefined : new Date(expiresAt)
  return (
    <>
      Created {formatWhen(new Date(createdAt), now)} ·{' '}
      {end === undefined ? (
        'does not expire'
      ) : end <= now ? (
        <span className="text-warn">expired {formatWhen(end, now)}</span>
      ) : (
        `expires ${end.toLocaleString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })}`
      )}{' '}
      · {lastUsedAt === null ? 'never used' : `last used ${formatWhen(new Date(lastUsedAt), now)}`}
    </>
  )
}
