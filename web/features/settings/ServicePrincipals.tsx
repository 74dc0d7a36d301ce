import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServicePrincipal } from '../../../server/contract/access.ts'
import { revokeServicePrincipal, servicePrincipalsQuery } from '../../api/access.ts'
import { formatWhen } from '../../ui/formatWhen.ts'
import { CredentialList } from './CredentialList.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { ServicePrincipalDialog } from './ServicePrincipalDialog.tsx'

export function ServicePrincipals() {
  const query = useQuery(servicePrincipalsQuery)
  const [dialog, setDialog] = useState<'create' | ServicePrincipal>()
  const close = () => setDialog(undefined)
  return (
    <>
      <CredentialList
        title="Service principals"
        about="For programs that sign in by themselves with a client id and a secret (OAuth machine-to-machine)."
        create={{ label: 'Create service principal', onSelect: () => setDialog('create') }}
        query={query}
        empty="No service principal yet."
        facts={(principal) => factsOf(principal, new Date(query.dataUpdatedAt))}
        onRevoke={setDialog}
      />
      {dialog === 'create' && <ServicePrincipalDialog onClose={close} />}
      {typeof dialog === 'object' && (
        <RevokeDialog name={dialog.name} onRevoke={() => revokeServicePrincipal(dialog.id)} onClose={close}>
          Its secret and every token it was given are refused from then on.
        </RevokeDialog>
      )}
    </>
  )
}

function factsOf({ id, createdAt, lastUsedAt }: ServicePrincipal, now: Date) {
  return (
    <>
      <span className="font-mono text-measure select-all">{id}</span>
      <br />
      Created {formatWhen(new Date(createdAt), now)} ·{' '}
      {lastUsedAt === null ? 'never used' : `last used ${formatWhen(new Date(lastUsedAt), now)}`}
    </>
  )
}
