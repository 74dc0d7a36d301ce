import type { UpstreamDraft } from '../contract/endpoint.ts'
import { FailureError } from '../contract/failure.ts'
import type { StoredUpstream } from '../store/upstreams.ts'
import { Secret } from '../vault/secret.ts'
import type { Vault } from '../vault/vault.ts'
import { parseOutboundUrl } from '../wire/outboundUrl.ts'

/**
 * The row to store for a draft. The credential's rule (attacks.md, lesson 1) is here and nowhere else: a new value is
 * sealed for the draft's origin; an old one is kept only where the origin is still the one it was entered for, and so is the
 * client whose secret it is.
 * Throws FailureError on a base URL that cannot be used.
 */
export function storedFromDraft(
  draft: UpstreamDraft,
  {
    id,
    createdAt,
    vault,
    before,
  }: { id: string; createdAt: string; vault: Vault; before?: StoredUpstream | undefined },
): StoredUpstream {
  const { origin } = parseOutboundUrl(draft.baseUrl)
  const { provider, name, baseUrl, servesAllModels, endpoints } = draft
  const clientId = draft.clientId || null
  const row = { id, provider, name, baseUrl, servesAllModels, endpoints, createdAt, clientId }
  const text = draft.credential?.trim()
  if (text === undefined) {
    const isSame = before !== undefined && originOf(before.baseUrl) === origin && before.clientId === clientId
    return {
      ...row,
      credential: isSame ? before.credential : null,
      lastFour: isSame ? before.lastFour : null,
    }
  }
  if (text === '') return { ...row, credential: null, lastFour: null }
  const sealed = vault.seal(text, { upstreamId: id, origin })
  return { ...row, credential: sealed, lastFour: new Secret(text).lastFour ?? null }
}

export function openCredential({ id, baseUrl, credential }: StoredUpstream, vault: Vault): Secret | undefined {
  return credential === null ? undefined : vault.open(credential, { upstreamId: id, origin: originOf(baseUrl) })
}

/** Two upstreams with one name, or one endpoint name for two models, could not be told apart. */
export function checkNames(
  draft: UpstreamDraft,
  otherUpstreams: string[],
  otherEndpoints: ReadonlyMap<string, string>,
): void {
  if (otherUpstreams.includes(draft.name))
    throw conflict(`There is an upstream named ${draft.name} already. Choose another name.`, 'name')
  const own = new Set<string>()
  for (const [index, { name }] of draft.endpoints.entries()) {
    const field = `endpoints.${index}.name`
    if (own.has(name)) throw conflict(`The endpoint name ${name} stands twice. Choose another name for one.`, field)
    own.add(name)
    const owner = otherEndpoints.get(name)
    if (owner !== undefined)
      throw conflict(`${owner} has an endpoint named ${name} already. Choose another name.`, field)
  }
}

export function originOf(baseUrl: string): string {
  return new URL(baseUrl).origin
}

function conflict(message: string, field: string): FailureError {
  return new FailureError({ kind: 'conflict', message, isRetryable: false, field })
}
