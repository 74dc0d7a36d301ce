import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../store/database.ts'
import { setReadOnly } from '../store/refusal.testing.ts'
import { openTestDatabase } from '../store/testDatabase.testing.ts'
import { createAccess, type Access } from './access.ts'
import { newSecret } from './accessSecret.ts'

describe('newSecret', () => {
  it('looks like one to a secret scanner: prefix, 30 random characters, 6 of CRC-32', () => {
    const secrets = Array.from({ length: 1000 }, () => newSecret('aipg'))
    for (const secret of secrets) expect(secret).toMatch(/^aipg_[0-9A-Za-z]{36}$/)
    expect(new Set(secrets).size).toBe(1000)
    // Every character of the alphabet occurs at every place: none is fixed.
    for (let place = 5; place < 35; place++) expect(new Set(secrets.map((it) => it[place])).size).toBeGreaterThan(50)
  })
})

describe('access', () => {
  let folder: string
  let database: Database
  let access: Access
  let nowMs: number
  let ids: number

  const open = () => createAccess({ database, now: () => new Date(nowMs), newId: () => `id-${++ids}` })

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    nowMs = Date.parse('2026-11-22T12:00:00Z')
    ids = 0
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'access-')), 'data')
    database = openTestDatabase(folder)
    access = await open()
  })

  afterEach(async () => {
    vi.useRealTimers()
    await access.close()
    await database.destroy()
  })

  async function restart(): Promise<void> {
    await access.close()
    await database.destroy()
    database = openTestDatabase(folder)
    access = await open()
  }

  const tokenOf = async (lifetimeSeconds: number | null = null, name = 'laptop') =>
    await access.createAccessToken({ name, lifetimeSeconds })

  it('knows whose a token is, and nobody’s of anything else', async () => {
    const { secret, accessToken } = await tokenOf()
    expect(access.requesterOf(secret)?.name).toBe('laptop')
    for (const wrong of ['', secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), accessToken.id, 'null'])
      expect(access.requesterOf(wrong)).toBeUndefined()
  })

  it('begins to check with the first one made, and goes on when all were revoked', async () => {
    expect(access.isChecking()).toBe(false)
    const { accessToken } = await tokenOf()
    expect(access.isChecking()).toBe(true)
    await access.revokeAccessToken(accessToken.id)
    expect(access.accessTokens()).toEqual([])
    expect(access.isChecking()).toBe(true)
    await restart()
    expect(access.isChecking()).toBe(true)
  })

  it('begins to check with the first service principal too', async () => {
    await access.createServicePrincipal({ name: 'job' })
    expect(access.isChecking()).toBe(true)
  })

  it('refuses a token from the moment it expires, and lists it still', async () => {
    const { secret, accessToken } = await tokenOf(60)
    expect(accessToken.expiresAt).toBe('2026-11-22T12:01:00.000Z')
    nowMs += 59_999
    expect(access.requesterOf(secret)?.name).toBe('laptop')
    nowMs += 1
    expect(access.requesterOf(secret)).toBeUndefined()
    expect(access.accessTokens()).toHaveLength(1)
  })

  it('refuses a revoked token at once, and after a restart', async () => {
    const { secret, accessToken } = await tokenOf()
    await access.revokeAccessToken(accessToken.id)
    expect(access.requesterOf(secret)).toBeUndefined()
    await restart()
    expect(access.requesterOf(secret)).toBeUndefined()
    await expect(access.revokeAccessToken(accessToken.id)).rejects.toThrow('There is no such access token.')
  })

  it('keeps tokens over a restart, and no secret in any file', async () => {
    const { secret } = await tokenOf()
    const { servicePrincipal, secret: clientSecret } = await access.createServicePrincipal({ name: 'job' })
    const issued = await access.issueToken(servicePrincipal.id, clientSecret)
    const secrets = [secret, clientSecret, issued?.secret ?? '?']
    const rows = await database.selectFrom('access_tokens').select('hash').execute()
    expect(rows).toEqual([{ hash: createHash('sha256').update(secret).digest('base64url') }])
    await restart()
    expect(access.requesterOf(secret)?.name).toBe('laptop')
    expect(access.requesterOf(issued?.secret ?? '?')?.name).toBe('job')
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(path.join(folder, name))
      expect([name, secrets.filter((it) => bytes.includes(it))]).toEqual([name, []])
    }
    expect(JSON.stringify([access.accessTokens(), access.servicePrincipals()])).not.toMatch(/aipg/)
  })

  it('takes a name once', async () => {
    await tokenOf()
    await expect(tokenOf()).rejects.toThrow('There is an access token named laptop already.')
    await access.createServicePrincipal({ name: 'laptop' })
    await expect(access.createServicePrincipal({ name: 'laptop' })).rejects.toThrow('already')
  })

  it('knows the last use at once and writes it once a minute at most', async () => {
    const { secret } = await tokenOf()
    const written = async () =>
      (await database.selectFrom('access_tokens').selectAll().executeTakeFirst())?.last_used_at
    access.requesterOf(secret)
    expect(access.accessTokens()[0]?.lastUsedAt).toBe('2026-11-22T12:00:00.000Z')
    expect(await written()).toBeNull()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await written()).toBe('2026-11-22T12:00:00.000Z')
    nowMs += 2000
    access.requesterOf(secret)
    await vi.advanceTimersByTimeAsync(50_000)
    expect(await written()).toBe('2026-11-22T12:00:00.000Z')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await written()).toBe('2026-11-22T12:00:02.000Z')
  })

  it('writes the last use when it closes', async () => {
    const { secret } = await tokenOf()
    access.requesterOf(secret)
    await restart()
    expect(access.accessTokens()[0]?.lastUsedAt).toBe('2026-11-22T12:00:00.000Z')
  })

  it('issues a token of an hour for id and secret of a service principal, and for nothing else', async () => {
    const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
    const other = await access.createServicePrincipal({ name: 'other' })
    const issued = await access.issueToken(servicePrincipal.id, secret)
    expect(issued).toEqual({ secret: expect.stringMatching(/^aipgo_[0-9A-Za-z]{36}$/), lifetimeSeconds: 3600 })
    for (const [id, password] of [
      [servicePrincipal.id, other.secret],
      [servicePrincipal.id, ''],
      [servicePrincipal.id, servicePrincipal.id],
      ['nobody', secret],
      ['nobody', 'nobody'],
    ] as const)
      expect(await access.issueToken(id, password)).toBeUndefined()
    // The client's own secret opens nothing but the token endpoint.
    expect(access.requesterOf(secret)).toBeUndefined()
    nowMs += 3600_000
    expect(access.requesterOf(issued?.secret ?? '?')).toBeUndefined()
  })

  it('ends the tokens of a service principal with it', async () => {
    const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
    const issued = await access.issueToken(servicePrincipal.id, secret)
    await access.revokeServicePrincipal(servicePrincipal.id)
    expect(access.requesterOf(issued?.secret ?? '?')).toBeUndefined()
    expect(await access.issueToken(servicePrincipal.id, secret)).toBeUndefined()
    await restart()
    expect(access.requesterOf(issued?.secret ?? '?')).toBeUndefined()
    expect(access.servicePrincipals()).toEqual([])
  })

  it('forgets issued tokens that expired, on the disk too', async () => {
    const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
    await access.issueToken(servicePrincipal.id, secret)
    nowMs += 3600_000
    await access.issueToken(servicePrincipal.id, secret)
    expect(await database.selectFrom('issued_tokens').selectAll().execute()).toHaveLength(1)
  })

  it('says why nothing was created where the disk refuses, and lets in who was issued a token all the same', async () => {
    const { servicePrincipal, secret } = await access.createServicePrincipal({ name: 'job' })
    await setReadOnly(database, true)
    await expect(tokenOf()).rejects.toThrow(/^Not saved: /)
    expect(access.accessTokens()).toEqual([])
    const issued = await access.issueToken(servicePrincipal.id, secret)
    expect(access.requesterOf(issued?.secret ?? '?')?.name).toBe('job')
    await expect(access.revokeServicePrincipal(servicePrincipal.id)).rejects.toThrow(/^Not saved: /)
    expect(access.requesterOf(issued?.secret ?? '?')?.name).toBe('job')
    await setReadOnly(database, false)
  })

  it('is one workspace for good: digits, and a UUID of the account', async () => {
    const { identity } = access
    expect(identity.workspaceId).toMatch(/^[1-9]\d{14}$/)
    await restart()
    expect(access.identity).toEqual(identity)
  })
})
