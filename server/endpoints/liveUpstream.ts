import type { Endpoint, Source, Upstream, UpstreamDraft, UpstreamState } from '../contract/endpoint.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { Secret } from '../vault/secret.ts'

/** An upstream in use, wherever it came from. */
export interface LiveUpstream {
  id: string
  row: ProviderRow
  name: string
  baseUrl: string
  source: Source
  sourceDetail: string
  servesAllModels: boolean
  chosen: UpstreamDraft['endpoints']
  credential: Upstream['credential']
  /** Throws VaultError where the stored value does not open. */
  readCredential(): Secret | undefined
  adapter: Adapter
  state: UpstreamState
  isEditable: boolean
}

/** As the page sees it: the credential stays here. */
export function shownUpstream(upstream: LiveUpstream): Upstream {
  const { id, row, name, baseUrl, source, sourceDetail, credential, servesAllModels, state, isEditable } = upstream
  return {
    id,
    provider: row.id,
    providerLabel: row.label,
    name,
    baseUrl,
    source,
    sourceDetail,
    credential,
    servesAllModels,
    state,
    isEditable,
  }
}

/** Whether an invocation has a chance: a failed listing alone does not take the endpoint away. */
export function endpointState({ row, credential, source, state, name }: LiveUpstream): Endpoint['state'] {
  if (row.credential === 'required' && !credential.isSet)
    return { type: 'unavailable', reason: `${name} has no key. Enter it in Endpoints.` }
  if (source === 'found' && state.type === 'failed') return { type: 'unavailable', reason: state.message }
  return { type: 'ready' }
}
