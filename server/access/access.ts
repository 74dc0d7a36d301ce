import { randomInt } from 'node:crypto'
import type {
  AccessToken,
  AccessTokenDraft,
  CreatedAccessToken,
  CreatedServicePrincipal,
  ServicePrincipal,
  ServicePrincipalDraft,
} from '../contract/access.ts'
import { listAccessTokens } from '../store/accessTokens.ts'
import type { Database } from '../store/database.ts'
import { listIssuedTokens, listServicePrincipals } from '../store/servicePrincipals.ts'
import { keepWorkspaceIdentity, type WorkspaceIdentity } from '../store/workspaceIdentity.ts'
import { createAccessTokens } from './accessTokens.ts'
import { hashSecret } from './accessSecret.ts'
import { createLastUses } from './lastUses.ts'
import { createServicePrincipals, type IssuedToken } from './servicePrincipals.ts'

/**
 * Who was given a credential for this server. Everything is in memory and the store is written behind it, so that a
 * request costs one digest and one look into a map, and a revocation counts from the moment it was stored.
 */
export interface Access {
  /** Which workspace this is. */
  identity: WorkspaceIdentity
  /**
   * Whether a credential that is sent must be right: from the first one made here on, also when all were revoked since.
   * Before that clients send whatever they insist on having.
   */
  isChecking(): boolean
  /** Whose credential it is; undefined where it is nobody's, has expired or was revoked. */
  requesterOf(credential: string): Requester | undefined
  /** Called with the id of a requester whose credential was revoked. */
  onRevoked(listener: (id: string) => void): void
  accessTokens(): AccessToken[]
  createAccessToken(draft: AccessTokenDraft): Promise<CreatedAccessToken>
  /** Throws FailureError where there is none. */
  revokeAccessToken(id: string): Promise<void>
  servicePrincipals(): ServicePrincipal[]
  createServicePrincipal(draft: ServicePrincipalDraft): Promise<CreatedServicePrincipal>
  /** Throws FailureError where there is none. */
  revokeServicePrincipal(id: string): Promise<void>
  /** Undefined where the client or its secret is wrong. */
  issueToken(clientId: string, clientSecret: string): Promise<IssuedToken | undefined>
  /** Writes the last uses. */
  close(): Promise<void>
}

/** An access token or a service principal, as far as a request has to know. */
interface Requester {
  id: string
  name: string
}

export interface AccessDeps {
  database: Database
  now: () => Date
  newId: () => string
}

export async function createAccess({ database, now, newId }: AccessDeps): Promise<Access> {
  const identity = await keepWorkspaceIdentity(database, {
    // 15 digits: Databricks' are about as long, and every client's integer holds them.
    workspaceId: String(randomInt(100_000_000_000_000, 2 ** 48 - 1)),
    accountId: newId(),
  })
  const uses = createLastUses({ now })
  const tokens = createAccessTokens(await listAccessTokens(database), { database, now, newId, uses })
  const principals = createServicePrincipals(
    {
      principals: await listServicePrincipals(database),
      issued: await listIssuedTokens(database, now().toISOString()),
    },
    { database, now, newId, uses },
  )
  const listeners: ((id: string) => void)[] = []
  return {
    identity,
    isChecking: () => tokens.hadAny() || principals.hadAny(),
    requesterOf(credential) {
      const hash = hashSecret(credential)
      return tokens.use(hash) ?? principals.use(hash)
    },
    onRevoked: (listener) => void listeners.push(listener),
    accessTokens: tokens.list,
    createAccessToken: tokens.create,
    async revokeAccessToken(id) {
      await tokens.revoke(id)
      for (const listener of listeners) listener(id)
    },
    servicePrincipals: principals.list,
    createServicePrincipal: principals.create,
    async revokeServicePrincipal(id) {
      await principals.revoke(id)
      for (const listener of listeners) listener(id)
    },
    issueToken: principals.issue,
    close: uses.close,
  }
}
