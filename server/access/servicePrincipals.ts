import { timingSafeEqual } from 'node:crypto'
import type { CreatedServicePrincipal, ServicePrincipal, ServicePrincipalDraft } from '../contract/access.ts'
import {
  deleteIssuedTokens,
  insertIssuedToken,
  insertServicePrincipal,
  markServicePrincipalRevoked,
  saveServicePrincipalUse,
  type StoredIssuedToken,
  type StoredServicePrincipal,
} from '../store/servicePrincipals.ts'
import { hashSecret, newSecret } from './accessSecret.ts'
import { absent, refuseTakenName, type CredentialDeps } from './accessTokens.ts'
import type { UsedCredential } from './lastUses.ts'
import { saved } from '../store/saved.ts'

export interface IssuedToken {
  secret: string
  lifetimeSeconds: number
}

export interface ServicePrincipals {
  /** Ever, revoked ones included. */
  hadAny(): boolean
  /** The principal that the token with this digest was issued for, if it is still good. */
  use(hash: string): { id: string; name: string } | undefined
  list(): ServicePrincipal[]
  create(draft: ServicePrincipalDraft): Promise<CreatedServicePrincipal>
  /** Its tokens end with it. */
  revoke(id: string): Promise<void>
  /** Undefined where id or secret is wrong. */
  issue(id: string, secret: string): Promise<IssuedToken | undefined>
}

/** One hour, as Databricks' live. */
const lifetimeSeconds = 3600
/** A client that asks for one with each request must not fill memory and disk: its oldest ends. */
const maxTokensPerPrincipal = 1000

interface Held extends UsedCredential {
  id: string
  name: string
  hash: string
  createdAt: string
}

interface Issued {
  principal: Held
  expiresMs: number
}

export function createServicePrincipals(
  stored: { principals: StoredServicePrincipal[]; issued: StoredIssuedToken[] },
  { database, now, newId, uses }: CredentialDeps,
): ServicePrincipals {
  let hadAny = stored.principals.length > 0
  const byId = new Map<string, Held>()
  /** In the order they expire: all live equally long. */
  const issued = new Map<string, Issued>()

  function hold(row: StoredServicePrincipal): Held {
    const held: Held = {
      id: row.id,
      name: row.name,
      hash: row.hash,
      createdAt: row.created_at,
      lastUsedMs: row.last_used_at === null ? undefined : Date.parse(row.last_used_at),
      save: (at) => saveServicePrincipalUse(database, row.id, at),
    }
    byId.set(row.id, held)
    return held
  }

  for (const row of stored.principals) if (row.revoked_at === null) hold(row)
  for (const row of stored.issued) {
    const principal = byId.get(row.principal_id)
    if (principal !== undefined) issued.set(row.hash, { principal, expiresMs: Date.parse(row.expires_at) })
  }

  /** Makes room: what has expired, and the oldest of a principal that has too many. */
  function outdated(principal: Held, nowMs: number): string[] {
    const own: string[] = []
    const old: string[] = []
    for (const [hash, token] of issued) {
      if (token.expiresMs <= nowMs) old.push(hash)
      else if (token.principal === principal) own.push(hash)
    }
    return [...old, ...own.slice(0, Math.max(0, own.length + 1 - maxTokensPerPrincipal))]
  }

  async function keep(old: string[], token: StoredIssuedToken): Promise<void> {
    await deleteIssuedTokens(database, old)
    await insertIssuedToken(database, token)
  }

  return {
    hadAny: () => hadAny,
    use(hash) {
      const token = issued.get(hash)
      if (token === undefined || token.expiresMs <= now().getTime()) return undefined
      uses.touch(token.principal)
      return token.principal
    },
    list: () => [...byId.values()].map(shown),
    async create({ name }) {
      refuseTakenName(name, byId.values(), 'a service principal')
      const secret = newSecret('aipgs')
      const row: StoredServicePrincipal = {
        id: newId(),
        name,
        hash: hashSecret(secret),
        created_at: now().toISOString(),
        last_used_at: null,
        revoked_at: null,
      }
      await saved(insertServicePrincipal(database, row))
      hadAny = true
      return { servicePrincipal: shown(hold(row)), secret }
    },
    async revoke(id) {
      if (!byId.has(id)) throw absent('service principal')
      await saved(markServicePrincipalRevoked(database, id, now().toISOString()))
      byId.delete(id)
      for (const [hash, token] of issued) if (token.principal.id === id) issued.delete(hash)
    },
    async issue(id, clientSecret) {
      const principal = byId.get(id)
      // An unknown id costs the same comparison: how long the answer takes does not tell which ids there are.
      const isRight = isSameDigest(hashSecret(clientSecret), principal?.hash ?? hashSecret(id))
      if (principal === undefined || !isRight) return undefined
      const nowMs = now().getTime()
      const old = outdated(principal, nowMs)
      for (const hash of old) issued.delete(hash)
      const secret = newSecret('aipgo')
      const hash = hashSecret(secret)
      const expiresMs = nowMs + lifetimeSeconds * 1000
      // Stored so that it outlives a restart; where the disk refuses it is good until then.
      await keep(old, { hash, principal_id: id, expires_at: new Date(expiresMs).toISOString() }).catch(() => undefined)
      // It may have been revoked during the write.
      if (byId.get(id) !== principal) return undefined
      issued.set(hash, { principal, expiresMs })
      uses.touch(principal)
      return { secret, lifetimeSeconds }
    },
  }
}

function isSameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}

function shown({ id, name, createdAt, lastUsedMs }: Held): ServicePrincipal {
  return {
    id,
    name,
    createdAt,
    lastUsedAt: lastUsedMs === undefined ? null : new Date(lastUsedMs).toISOString(),
  }
}
