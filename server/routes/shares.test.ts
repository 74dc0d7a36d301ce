import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreatedShare, Share, SharePreview, ShareParts } from '../contract/share.ts'
import { endShares } from '../store/shares.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const everything: ShareParts = {
  systemPrompt: true,
  endpointNames: true,
  timings: true,
  votes: true,
  withoutPanes: [],
  withoutTurns: [],
  masks: [],
}
const key = 'sk-abcdefghijklmnopqrstuv'

describe('shares', () => {
  let test: TestApp
  let sessionId: string
  const [secretTurn, openTurn, leftPane, rightPane] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  beforeEach(async () => {
    test = await startTestApp()
    const settings = { systemPrompt: 'The hidden system prompt', parameters: {} }
    const invocation = (text: string, endpoint: string) => ({
      id: randomUUID(),
      runId: randomUUID(),
      endpoint,
      model: `model-of-${endpoint}`,
      servedModel: endpoint,
      providerLabel: 'The provider',
      task: 'llm/v1/chat',
      startedAt: '2026-01-01T00:00:00.000Z',
      requestBody: JSON.stringify({ messages: [{ role: 'user', content: 'history of all turns' }] }),
      request: { method: 'POST', url: 'http://inner.invalid/v1', headers: { 'x-team': 'red' }, body: '{}' },
      response: { status: 200, headers: { 'x-request-id': 'upstream-id' } },
      reply: {
        status: 'done',
        choices: [{ text, reasoning: '', toolCalls: [] }],
        ahead: 0,
        timings: { msInLine: 0, msToFirstToken: 312, msTotal: 987 },
      },
      events: [{ atMs: 1, data: 'event data' }],
      eventsOmitted: 0,
      body: null,
      remark: null,
    })
    const [one, two, three] = [
      invocation(`<script>alert(1)</script> write to ann@example.org`, 'alpha-endpoint'),
      invocation('Right says 4242 4242 4242 4242', 'beta-endpoint'),
      invocation('earlier attempt', 'alpha-endpoint'),
    ]
    const pane = (id: string, endpoint: string, hue: number) => ({
      id,
      endpoint,
      isSynced: true,
      settings: { systemPrompt: '', parameters: {} },
      draft: 'pane draft',
      hue,
    })
    const file = {
      format: 'ai-playground-session',
      version: 1,
      exportedAt: '2026-01-01T00:00:00.000Z',
      session: {
        title: 'Shared work',
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-01T00:00:00.000Z',
        document: {
          page: 'compare',
          panes: [pane(leftPane, 'alpha-endpoint', 0), pane(rightPane, 'beta-endpoint', 1)],
          settings,
          turns: [
            { id: openTurn, prompt: 'An open question', attempts: { [leftPane]: [three.id, one.id] } },
            { id: secretTurn, prompt: `The key is ${key}`, attempts: { [rightPane]: [two.id] } },
          ],
          setAside: [[{ id: randomUUID(), prompt: 'set aside', attempts: {} }]],
          draft: 'unsent draft',
        },
      },
      invocations: [one, two, three],
      vectors: [],
      leftOut: [],
    }
    const imported = await test.call('POST', '/api/sessions/import', file)
    const [session] = imported.json['sessions'] as { id: string }[]
    sessionId = session?.id ?? ''
  })
  afterEach(() => test.close())

  const preview = async (parts: Partial<ShareParts> = {}) =>
    (await test.call('POST', `/api/sessions/${sessionId}/share-previews`, { ...everything, ...parts }))
      .json as unknown as SharePreview
  const share = async (parts: Partial<ShareParts> = {}, draft: object = {}) => {
    const { id } = await preview(parts)
    const body = { previewId: id, expires: 'week', passphrase: null, maxViews: null, ...draft }
    const answer = await test.call('POST', '/api/shares', body)
    expect([answer.status, answer.text]).toEqual([201, answer.text])
    return answer.json as unknown as CreatedShare
  }
  const open = (path: string) =>
    test.app.inject({ url: path, headers: { host: 'localhost:3000', 'sec-fetch-site': 'none' } })
  const enter = (path: string, passphrase: string, options: InjectOptions = {}) =>
    test.app.inject({
      ...options,
      method: 'POST',
      url: path,
      headers: {
        host: 'localhost:3000',
        // As a browser sends a form of a page under no-referrer.
        origin: 'null',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ passphrase }).toString(),
    })

  it('shows what the preview showed, and nothing else of the session', async () => {
    const { id } = await preview()
    const seen = await test.call('GET', `/api/share-previews/${id}`)
    const draft = { previewId: id, expires: 'never', passphrase: null, maxViews: null }
    const { path } = (await test.call('POST', '/api/shares', draft)).json as unknown as CreatedShare
    expect(path).toMatch(/^\/share\/[\w-]{32}$/)
    const { body } = await open(path)
    expect(body.replace(/<p><a href="\/sessions#fork=[\w-]+">Fork<\/a><\/p>/, '')).toBe(seen.text)
    expect(body).toContain('An open question')
    expect(body).toContain('312 ms')
    const never = ['inner.invalid', 'x-team', 'upstream-id', 'event data', 'earlier attempt', 'set aside', 'draft":"u']
    for (const text of [...never, 'pane draft', 'history of all turns', '<script>alert'])
      expect([text, body.includes(text)]).toEqual([text, false])
  })

  it('leaves out what was chosen, also from the data inside the page', async () => {
    const { path } = await share({
      systemPrompt: false,
      endpointNames: false,
      timings: false,
      withoutTurns: [await turnNamed('The key is')],
    })
    const { body } = await open(path)
    expect(body).toContain('Model A')
    for (const text of ['hidden system', 'alpha-endpoint', 'beta-endpoint', 'The provider', '312', key, '4242'])
      expect([text, body.includes(text)]).toEqual([text, false])
    const { parts } = await preview()
    const withoutLeft = await open((await share({ withoutPanes: [parts.panes[0]?.id ?? ''] })).path)
    expect(withoutLeft.body).not.toContain('ann@example.org')
    expect(withoutLeft.body).toContain('4242 4242')
  })

  const turnNamed = async (start: string) =>
    (await preview()).parts.turns.find(({ name }) => name.startsWith(start))?.id ?? ''

  it('finds what looks secret, and masks it everywhere', async () => {
    const { findings } = await preview()
    expect(findings).toEqual([
      { kind: 'key', text: key },
      { kind: 'e-mail', text: 'ann@example.org' },
      { kind: 'card number', text: '4242 4242 4242 4242' },
    ])
    const masks = findings.map(({ text }) => text)
    const { body } = await open((await share({ masks: [...masks, 'Shared work', 'compare'] })).path)
    for (const text of [...masks, 'Shared work']) expect([text, body.includes(text)]).toEqual([text, false])
    expect(body).toContain('The key is •••')
    expect((await preview({ masks })).findings).toEqual([])
  })

  it('goes out with headers that let it do nothing and be found by nobody', async () => {
    const answer = await open((await share()).path)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /)
    expect(policy).not.toContain('allow-scripts')
    expect(policy).not.toContain('script-src')
  })

  /** Links that led somewhere and no longer do, or never did, and ways to write an address that might get round. */
  const deadLinks = async () => {
    const revoked = await share()
    expect((await test.call('DELETE', `/api/shares/${revoked.share.id}`)).status).toBe(204)
    const expired = await share()
    await expire(expired.share.id)
    const expiredLocked = await share({}, { passphrase: 'correct horse' })
    await expire(expiredLocked.share.id)
    const used = await share({}, { maxViews: 1 })
    expect((await open(used.path)).statusCode).toBe(200)
    const live = (await share()).path
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
    await test.database
      .updateTable('shares')
      .set({ expires_at: '2020-01-01T00:00:00.000Z' })
      .where('id', '=', id)
      .execute()
  const answerTo = async (url: string, { method = 'GET', ...options }: InjectOptions = {}) => {
    const headers = { host: 'localhost:3000', 'sec-fetch-site': 'none', ...options.headers }
    const { statusCode, headers: sent, body } = await test.app.inject({ ...options, method, url, headers })
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
    const watched = test.database.getExecutor()
    const execute = watched.executeQuery.bind(watched)
    watched.executeQuery = async (query) => {
      const result = await execute(query)
      statements.push([query.sql, result.rows.length])
      return result
    }
    const work: string[] = []
    for (const path of dead) {
      statements.length = 0
      await open(path)
      work.push(JSON.stringify(statements))
    }
    watched.executeQuery = execute
    expect(new Set(work).size).toBe(1)
    expect(work[0]).toMatch(/^\[\["select[^[]*",0\]\]$/)
  })

  it('answers HEAD as GET, without counting a view', async () => {
    const { path } = await share({}, { maxViews: 1 })
    const head = await test.app.inject({ method: 'HEAD', url: path, headers: { host: 'localhost:3000' } })
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect((await open(path)).statusCode).toBe(200)
    expect((await open(path)).statusCode).toBe(404)
  })

  it('protects every answer below /share alike: the page, the question for a passphrase, what is gone, what is refused', async () => {
    const { live, dead } = await deadLinks()
    const locked = (await share({}, { passphrase: 'correct horse' })).path
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

  it('is gone from the database file, page and link, once it has ended', async () => {
    const word = 'a-word-that-stands-nowhere-else'
    await test.call('PATCH', `/api/sessions/${sessionId}`, { title: word })
    const ends: [string, (made: CreatedShare) => Promise<unknown>, object][] = [
      ['revoked', async ({ share: { id } }) => await test.call('DELETE', `/api/shares/${id}`), {}],
      ['all revoked', async () => await test.call('DELETE', '/api/shares'), {}],
      ['used up', async ({ path }) => await open(path), { maxViews: 1 }],
      ['expired', async ({ share: { id } }) => (await expire(id), await endShares(test.database, new Date())), {}],
    ]
    for (const [how, end, draft] of ends) {
      const made = await share({}, draft)
      const mark = `<h1 dir="auto">${word}</h1>`
      expect([how, filesHold(mark)]).toEqual([how, true])
      await end(made)
      expect([how, filesHold(mark)]).toEqual([how, false])
      const [row] = await test.database.selectFrom('shares').select('token_hash').execute()
      expect([how, row?.token_hash ?? 'gone']).toEqual([how, expect.stringMatching(/^(?:gone|ended .*)$/)])
      await test.database.deleteFrom('shares').execute()
    }
  })

  const filesHold = (text: string) =>
    readdirSync(test.folder).some((name) => readFileSync(path.join(test.folder, name)).includes(text))

  it('stays listed for a month after its end, with its counts', async () => {
    const { share: made } = await share({}, { expires: 'day' })
    const days = (count: number) => new Date(Date.now() + count * 24 * 60 * 60_000)
    const listed = async () => ((await test.call('GET', '/api/shares')).json as unknown as Share[]).map(({ id }) => id)
    expect(await endShares(test.database, days(0.9))).toBe(0)
    expect(await endShares(test.database, days(1.1))).toBe(1)
    expect(await listed()).toEqual([made.id])
    await endShares(test.database, days(29))
    expect(await listed()).toEqual([made.id])
    await endShares(test.database, days(32))
    expect(await listed()).toEqual([])
  })

  it('asks for a passphrase, and slows down who guesses it', async () => {
    const { path } = await share({}, { passphrase: 'correct horse' })
    const asked = await open(path)
    expect(asked.statusCode).toBe(200)
    expect(asked.body).not.toContain('An open question')
    const statuses: number[] = []
    for (let count = 0; count < 6; count++) statuses.push((await enter(path, `wrong ${count}`)).statusCode)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
    // Whoever guesses does not keep out who has it.
    const elsewhere = await enter(path, 'correct horse', { remoteAddress: '10.1.2.3' })
    expect(elsewhere.statusCode).toBe(200)
    const other = await share({}, { passphrase: 'correct horse' })
    const right = await enter(other.path, 'correct horse')
    expect([right.statusCode, right.body.includes('An open question')]).toEqual([200, true])
    const foreign = await test.app.inject({
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
    const { path } = await share({}, { passphrase: 'correct horse' })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => enter(path, `wrong ${index}`)))
    const statuses = answers.map(({ statusCode }) => statusCode)
    expect([
      statuses.filter((status) => status === 403).length,
      statuses.filter((status) => status === 429).length,
    ]).toEqual([5, 15])
  })

  it('does not change with the session', async () => {
    const { path } = await share()
    const before = (await open(path)).body
    await test.call('PATCH', `/api/sessions/${sessionId}`, { title: 'Renamed' })
    await test.call('DELETE', `/api/sessions/${sessionId}`)
    expect((await open(path)).body).toBe(before)
  })

  it('is listed and counted, without its link', async () => {
    const { path, share: made } = await share({}, { expires: 'never', maxViews: 5 })
    await open(path)
    await open(path)
    const list = (await test.call('GET', '/api/shares')).json as unknown as Share[]
    expect(list).toEqual([{ ...made, views: 2, lastViewedAt: expect.any(String) }])
    expect(JSON.stringify(list)).not.toContain(path.slice(7))
    const stored = JSON.stringify(await test.database.selectFrom('shares').selectAll().execute())
    expect(stored).not.toContain(path.slice(7))
  })

  it('forks into a session of its own, for whoever has the link and the passphrase', async () => {
    const { path } = await share({ endpointNames: false }, { passphrase: 'correct horse' })
    const token = path.slice('/share/'.length)
    const fork = (body: object) => test.call('POST', '/api/shares/fork', body)
    expect((await fork({ token: 'A'.repeat(32) })).status).toBe(404)
    expect((await fork({ token })).text).toContain('asks for a passphrase')
    expect((await fork({ token, passphrase: 'wrong horse' })).status).toBe(403)
    const forked = await fork({ token, passphrase: 'correct horse' })
    expect(forked.status).toBe(201)
    const [copy] = forked.json['sessions'] as { id: string }[]
    const { text } = await test.call('GET', `/api/sessions/${copy?.id}`)
    expect([text.includes('An open question'), text.includes('alpha-endpoint'), copy?.id === sessionId]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('can be imported from the saved page', async () => {
    const { body } = await open((await share({ endpointNames: false })).path)
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/sessions/import',
      headers: { host: 'localhost:3000', 'content-type': 'application/octet-stream' },
      payload: body,
    })
    expect(answer.statusCode).toBe(201)
  })
})
