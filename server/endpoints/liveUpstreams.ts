import { FailureError } from '../contract/failure.ts'
import type { Adapter } from '../providers/adapter.ts'
import type { ProviderRow } from '../providers/providerRow.ts'
import type { StoredUpstream } from '../store/upstreams.ts'
import type { Secret } from '../vault/secret.ts'
import type { Vault } from '../vault/vault.ts'
import { openCredential } from './addedUpstreams.ts'
import type { ConfiguredUpstream } from './configuredUpstream.ts'
import type { EndpointDefinition, EntityDefinition } from './endpointDefinition.ts'
import type { LiveUpstream } from './liveUpstream.ts'
import { withClient } from './withClient.ts'

export type Connect = (upstream: {
  row: ProviderRow
  label: string
  baseUrl: string
  readCredential(): string | undefined
}) => Adapter

/** Makes upstreams that can be used, out of each kind of description. */
export interface LiveUpstreams {
  /** Throws FailureError. */
  providerOf(id: string): ProviderRow
  fromConfig(row: ConfiguredUpstream): LiveUpstream
  fromStore(row: StoredUpstream): LiveUpstream
  fromPort(row: ProviderRow, port: number): LiveUpstream
  fromEntity(endpoint: EndpointDefinition, entity: EntityDefinition): LiveUpstream
}

export function createLiveUpstreams({
  providers,
  vault,
  connect,
}: {
  providers: ProviderRow[]
  vault: Vault
  connect: Connect
}): LiveUpstreams {
  function providerOf(id: string): ProviderRow {
    const row = providers.find((provider) => provider.id === id)
    if (row !== undefined) return row
    const known = providers.map((provider) => provider.id).join(', ')
    const message = `There is no provider ${id}. Choose one of: ${known}.`
    throw new FailureError({ kind: 'bad-request', message, isRetryable: false, field: 'provider' })
  }

  function live(upstream: Omit<LiveUpstream, 'adapter' | 'state'>): LiveUpstream {
    const { row, name, baseUrl } = upstream
    const opened = openedOnce(upstream.readCredential)
    const adapter = connect({ row, label: name, baseUrl, readCredential: () => opened()?.reveal() })
    return { ...upstream, readCredential: opened, state: { type: 'unknown' }, adapter }
  }

  return {
    providerOf,
    fromConfig: ({ id, name, baseUrl, source, sourceDetail, servesAllModels, ...config }) =>
      live({
        id,
        name,
        baseUrl,
        source,
        sourceDetail,
        servesAllModels,
        row: withClient(providerOf(config.provider), config.clientId),
        chosen: config.endpoints,
        credential: credentialShown(config.credential !== undefined, config.credential?.lastFour, config.clientId),
        readCredential: () => config.credential,
        isEditable: false,
      }),
    fromStore: (stored) =>
      live({
        id: stored.id,
        name: stored.name,
        baseUrl: stored.baseUrl,
        source: 'added',
        sourceDetail: 'added on the Endpoints page',
        servesAllModels: stored.servesAllModels,
        row: withClient(providerOf(stored.provider), stored.clientId),
        chosen: stored.endpoints,
        credential: credentialShown(stored.credential !== null, stored.lastFour, stored.clientId),
        readCredential: () => openCredential(stored, vault),
        isEditable: true,
      }),
    fromPort: (row, port) =>
      live({
        id: foundId(row),
        name: row.label,
        baseUrl: loopback(port),
        source: 'found',
        sourceDetail: `port ${port}`,
        servesAllModels: true,
        row,
        chosen: [],
        credential: credentialShown(false),
        readCredential: () => undefined,
        isEditable: false,
      }),
    fromEntity: ({ id, source, sourceDetail }, { name, connection: { row, baseUrl }, credential, readCredential }) =>
      live({
        id: `${id}/${name}`,
        name: row.id === 'custom' ? name : row.label,
        baseUrl,
        source,
        sourceDetail,
        servesAllModels: false,
        row,
        chosen: [],
        credential,
        readCredential,
        isEditable: false,
      }),
  }
}

/** Decrypting costs a sixth of a short invocation. Whoever changes a credential makes the upstream anew. */
function openedOnce(read: LiveUpstream['readCredential']): LiveUpstream['readCredential'] {
  let opened: { secret: Secret | undefined } | undefined
  return () => (opened ??= { secret: read() }).secret
}

export function foundId(row: ProviderRow): string {
  return `found-${row.id}`
}

export function loopback(port: number): string {
  return `http://127.0.0.1:${port}/v1`
}

function credentialShown(
  isSet: boolean,
  lastFour?: string | null,
  clientId?: string | null,
): LiveUpstream['credential'] {
  return { isSet, ...(lastFour ? { lastFour } : {}), ...(clientId ? { clientId } : {}) }
}
