import type { Endpoint, Upstream } from '../../../server/contract/endpoint.ts'
import { removeUpstream } from '../../api/upstreams.ts'
import { formatCount } from '../../ui/formatNumber.ts'
import { RemoveDialog } from './RemoveDialog.tsx'

interface RemoveUpstreamDialogProps {
  upstream: Upstream
  endpoints: Endpoint[]
  onClose: () => void
}

export function RemoveUpstreamDialog({ upstream, endpoints, onClose }: RemoveUpstreamDialogProps) {
  const count = endpoints.filter((endpoint) => endpoint.upstreamId === upstream.id).length
  return (
    <RemoveDialog name={upstream.name} remove={() => removeUpstream(upstream.id)} onClose={onClose}>
      {count === 1 ? 'Its endpoint goes' : `Its ${formatCount(count)} endpoints go`} with it
      {upstream.credential.isSet && ', and its key is forgotten'}.
    </RemoveDialog>
  )
}
