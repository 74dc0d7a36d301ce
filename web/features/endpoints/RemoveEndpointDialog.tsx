import type { Endpoint } from '../../../server/contract/endpoint.ts'
import { removeEndpoint } from '../../api/upstreams.ts'
import { RemoveDialog } from './RemoveDialog.tsx'

export function RemoveEndpointDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const hasKey = endpoint.served?.some((entity) => entity.credential.isSet)
  return (
    <RemoveDialog name={endpoint.name} remove={() => removeEndpoint(endpoint.name)} onClose={onClose}>
      Clients that ask for it by name are told that it does not exist{hasKey && ', and its keys are forgotten'}.
    </RemoveDialog>
  )
}
