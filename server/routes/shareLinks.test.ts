import type { InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreatedShare, Share } from '../contract/share.ts'
import { endShares } from '../store/shares.ts'
import { everythingStored } from '../store/testDatabase.testing.ts'
import { startSharing, type Sharing } from './sharing.testing.ts'

describe('links to shares', () => {
  let sharing: Sharing
  beforeEach(async () => {
    sharing = await startSharing()
  })
  afterEach(() => sharing.test.close())

  /** Links that led somewhere and no longer do, or never did, and ways to write an address that might get round. */
  const deadLinks = async () => {
    const revoked = await sharing.share()
    expect((await sharing.test.call('DELETE', `/api/shares/${revoked.share.id}`)).status).toBe(204)
    const expired = await sharing.share()
    await expire(expired.share.id)
    const expiredLocked = await sharing.share({}, { passphrase: 'correct horse' })
    await expire(expiredLocked.share.id)
    const used = await sharing.share({}, { maxViews: 1 })
    expect((await sharing.open(used.path)).statusCode).toBe(200)
    const live = (await sharing.share()).path
    return {
      live,
      dead: [`/share/${'A'.repeat(32)}`, revoked.path, expired.path, expiredLocked.path, used.path, '/share/x'],
      tricks: [
        '/share',
        '/share/',
        '/share?x=1',
        `${live}/`,
        `${live}/x`,
        `${live}%2F`,
        `${live}%00`,
        live.replace('/share/', '/share//'),
        live.replace('/share/', '/SHARE/'),
        live.toUpperCase(),
        `/share/${encodeURIComponent("' OR 1=1--")}`,
      ],
    }
  }
  const expire = async (id: string) =>
    await sharing.test.database
      .updateTable('shares')
      .set({ expires_at: '2020-01-01T00:00:00.000Z' })
      .where('id', '=', id)
      .execute()
  const answerTo = async (url: string, { method = 'GET', ...options }: InjectOptions = {}) => {
    const headers = { host: 'localhost:3000', 'sec-fetch-site': 'none', ...options.headers }
    const { statusCode, headers: sent, body } = await sharing.test.app.inject({ ...options, method, url, headers })
    const { date: _, ...rest } = sent
    return JSON.stringify([statusCode, rest, body])
  }

  it('is the same answer for guessed, expired, revoked and used-up links, however they are asked for', async () => {
    const { dead, tricks } = await deadLinks()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const own = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }
    const asked: [string, string[], InjectOptions][] = [
      ['GET', [...dead, ...tricks], {}],
      ['as JSON', dead.map((path) => `${path}?format=json`), { headers: { accept: 'application/json' } }],
      ['crawler', dead, { headers: { 'user-agent': 'Mozilla/5.0 (compatible; archive.org_bot)' } }],
      ['HEAD', [...dead, ...tricks], { method: 'HEAD' }],
      ['OPTIONS', dead, { method: 'OPTIONS' }],
      ['POST', dead, { method: 'POST', headers: { ...form, ...own }, payload: 'passphrase=correct+horse' }],
      ['DELETE', dead, { method: 'DELETE' }],
    ]
    for (const [what, paths, options] of asked) {
      const answers = await Promise.all(paths.map(async (path) => await answerTo(path, options)))
      const others = paths.filter((_, index) => answers[index] !== answers[0])
      expect([what, others]).toEqual([what, []])
      expect([what, answers[0]?.slice(0, 5)]).toEqual([what, '[404,'])
    }
  })

  it('does the same work for all of them: one statement that finds no row', async () => {
    const { dead } = await deadLinks()
    const statements: unknown[][] = []
    const watched = sharing.test.database.getExecutor()
    const execute = watched.executeQuery.bind(watched)
    watched.executeQuery = async (query) => {
      const result = await execute(query)
      statements.push([query.sql, result.rows.length])
      return result
    }
    const work: string[] = []
    for (const path of dead) {
      statements.length = 0
      await sharing.open(path)
      work.push(JSON.stringify(statements))
    }
    watched.executeQuery = execute
    expect(new Set(work).size).toBe(1)
    expect(work[0]).toMatch(/^\[\["select[^[]*",0\]\]$/)
  })

  it('answers HEAD as GET, without counting a view', async () => {
    const { path } = await sharing.share({}, { maxViews: 1 })
    const head = await sharing.test.app.inject({ method: 'HEAD', url: path, headers: { host: 'localhost:3000' } })
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect((await sharing.open(path)).statusCode).toBe(200)
    expect((await sharing.open(path)).statusCode).toBe(404)
  })

  it('protects every answer below /share alike: the page, the question for a passphrase, what is gone, what is refused', async () => {
    const { live, dead } = await deadLinks()
    const locked = (await sharing.share({}, { passphrase: 'correct horse' })).path
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
    const asked: [string, InjectOptions][] = [
      [live, {}],
      [locked, {}],
      [locked, { method: 'POST', headers: form, payload: 'passphrase=wrong' }],
      [dead[0] ?? '', {}],
      [live, { method: 'HEAD' }],
      [live, { method: 'POST', headers: { 'content-type': 'text/plain' }, payload: 'x' }],
      [live, { method: 'POST', headers: form, payload: `passphrase=${'x'.repeat(9000)}` }],
      [live, { headers: { host: 'evil.invalid' } }],
      [`${live}%zz`, {}],
      [`/share/${'A'.repeat(3000)}`, {}],
      [`/share/${'A'.repeat(5000)}`, {}],
    ]
    for (const [path, options] of asked) {
      const [status, headers] = JSON.parse(await answerTo(path, options)) as [number, Record<string, string>]
      expect([path, status, headers]).toEqual([
        path,
        status,
        expect.objectContaining({
          'x-robots-tag': 'noindex, nofollow, noarchive',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
        }),
      ])
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('is gone from the database, page and link, once it has ended', async () => {
    const word = 'a-word-that-stands-nowhere-else'
    await sharing.test.call('PATCH', `/api/sessions/${sharing.sessionId}`, { title: word })
    const ends: [string, (made: CreatedShare) => Promise<unknown>, object][] = [
      ['revoked', async ({ share: { id } }) => await sharing.test.call('DELETE', `/api/shares/${id}`), {}],
      ['all revoked', async () => await sharing.test.call('DELETE', '/api/shares'), {}],
      ['used up', async ({ path }) => await sharing.open(path), { maxViews: 1 }],
      [
        'expired',
        async ({ share: { id } }) => (await expire(id), await endShares(sharing.test.database, new Date())),
        {},
      ],
    ]
    for (const [how, end, draft] of ends) {
      const made = await sharing.share({}, draft)
      const mark = `>${word}</h1>`
      expect([how, await holds(mark)]).toEqual([how, true])
      await end(made)
      expect([how, await holds(mark)]).toEqual([how, false])
      const [row] = await sharing.test.database.selectFrom('shares').select('token_hash').execute()
      expect([how, row?.token_hash ?? 'gone']).toEqual([how, expect.stringMatching(/^(?:gone|ended .*)$/)])
      await sharing.test.database.deleteFrom('shares').execute()
    }
  })

  const holds = async (text: string) => (await everythingStored(sharing.test.folder)).includes(text)

  it('stays listed for a month after its end, with its counts', async () => {
    const { share: made } = await sharing.share({}, { expires: 'day' })
    const days = (count: number) => new Date(Date.now() + count * 24 * 60 * 60_000)
    const listed = async () =>
      ((await sharing.test.call('GET', '/api/shares')).json as unknown as Share[]).map(({ id }) => id)
    expect(await endShares(sharing.test.database, days(0.9))).toBe(0)
    expect(await endShares(sharing.test.database, days(1.1))).toBe(1)
    expect(await listed()).toEqual([made.id])
    await endShares(sharing.test.database, days(29))
    expect(await listed()).toEqual([made.id])
    await endShares(sharing.test.database, days(32))
    expect(await listed()).toEqual([])
  })

  it('asks for a passphrase, and slows down who guesses it', async () => {
    const { path } = await sharing.share({}, { passphrase: 'correct horse' })
    const asked = await sharing.open(path)
    expect(asked.statusCode).toBe(200)
    expect(asked.body).not.toContain('An open question')
    const statuses: number[] = []
    for (let count = 0; count < 6; count++) statuses.push((await sharing.enter(path, `wrong ${count}`)).statusCode)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
    // Whoever guesses does not keep out who has it.
    const elsewhere = await sharing.enter(path, 'correct horse', { remoteAddress: '10.1.2.3' })
    expect(elsewhere.statusCode).toBe(200)
    const other = await sharing.share({}, { passphrase: 'correct horse' })
    const right = await sharing.enter(other.path, 'correct horse')
    expect([right.statusCode, right.body.includes('An open question')]).toEqual([200, true])
    const foreign = await sharing.test.app.inject({
      method: 'POST',
      url: other.path,
      headers: {
        host: 'localhost:3000',
        origin: 'null',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: 'passphrase=correct+horse',
    })
    expect(foreign.statusCode).toBe(403)
  })

  it('looks at no more guesses where they come at once', async () => {
    const { path } = await sharing.share({}, { passphrase: 'correct horse' })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => sharing.enter(path, `wrong ${index}`)))
    const statuses = answers.map(({ statusCode }) => statusCode)
    expect([
      statuses.filter((status) => status === 403).length,
      statuses.filter((status) => status === 429).length,
    ]).toEqual([5, 15])
  })
})
