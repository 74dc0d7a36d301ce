import type { AccessToken, AccessTokenDraft, CreatedAccessToken } from '../contract/access.ts'
import { FailureError } from '../contract/failure.ts'
import {
  insertAccessToken,
  markAccessTokenRevoked,
  saveAccessTokenUse,
  type StoredAccessToken,
} from '../store/accessTokens.ts'
import type { Database } from '../store/database.ts'
import { hashSecret, newSecret } from './accessSecret.ts'
import type { LastUses, UsedCredential } from './lastUses.ts'
import { saved } from '../store/saved.ts'

export interface AccessTokens {
  /** Ever, revoked ones included. */
  hadAny(): boolean
  /** The token with this digest, if it is still good; that it was used is noted. */
  use(hash: string): { id: string; name: string } | undefined
  /** Oldest first, expired ones included: that is why they stopped working. */
  list(): AccessToken[]
  create(draft: AccessTokenDraft): Promise<CreatedAccessToken>
  revoke(id: string): Promise<void>
}

export interface CredentialDeps {
  database: Database
  now: () => Date
  newId: () => string
  uses: LastUses
}

interface Held extends UsedCredential {
  id: string
  name: string
  hash: string
  createdAt: string
  expiresMs: number
}

export function createAccessTokens(
  stored: StoredAccessToken[],
  { database, now, newId, uses }: CredentialDeps,
): AccessTokens {
  let hadAny = stored.length > 0
  const byHash = new Map<string, Held>()

  function hold(row: StoredAccessToken): Held {
    const held: Held = {
      id: row.id,
      name: row.name,
      hash: row.hash,
      createdAt: row.created_at,
      expiresMs: row.expires_at === null ? Infinity : Date.parse(row.expires_at),
      lastUsedMs: row.last_used_at === null ? undefined : Date.parse(row.last_used_at),
      save: (at) => saveAccessTokenUse(database, row.id, at),
    }
    byHash.set(row.hash, held)
    return held
  }

  for (const row of stored) if (row.revoked_at === null) hold(row)

  return {
    hadAny: () => hadAny,
    use(hash) {
      const held = byHash.get(hash)
      if (held === undefined || held.expiresMs <= now().getTime()) return undefined
      uses.touch(held)
      return held
    },
    list: () => [...byHash.values()].map(shown),
    async create({ name, lifetimeSeconds }) {
      refuseTakenName(name, byHash.values(), 'an access token')
      const secret = newSecret('aipg')
      const createdMs = now().getTime()
      const row: StoredAccessToken = {
        id: newId(),
        name,
        hash: hashSecret(secret),
        created_at: new Date(createdMs).toISOString(),
        expires_at: lifetimeSeconds === null ? null : new Date(createdMs + lifetimeSeconds * 1000).toISOString(),
        last_used_at: null,
        revoked_at: null,
      }
      await saved(insertAccessToken(database, row))
      hadAny = true
      return { accessToken: shown(hold(row)), secret }
    },
    async revoke(id) {
      const held = [...byHash.values()].find((token) => token.id === id)
      if (held === undefined) throw absent('access token')
      await saved(markAccessTokenRevoked(database, id, now().toISOString()))
      byHash.delete(held.hash)
    },
  }
}

function shown({ id, name, createdAt, expiresMs, lastUsedMs }: Held): AccessToken {
  return {
    id,
    name,
    createdAt,
    expiresAt: expiresMs === Infinity ? null : new Date(expiresMs).toISOString(),
    lastUsedAt: lastUsedMs === undefined ? null : new Date(lastUsedMs).toISOString(),
  }
}

/** Two of one name could not be told apart where it matters: in the list, and beside an invocation. */
export function refuseTakenName(name: string, held: Iterable<{ name: string }>, what: string): void {
  for (const other of held)
    if (other.name === name)
      throw new FailureError({
        kind: 'conflict',
        message: `There is ${what} named ${name} already. Choose another name.`,
        isRetryable: false,
        field: 'name',
      })
}

export function absent(what: string): FailureError {
  return new FailureError({ kind: 'not-found', message: `There is no such ${what}.`, isRetryable: false })
}
