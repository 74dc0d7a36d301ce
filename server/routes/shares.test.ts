import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreatedShare, Share, SharePreview, ShareParts } from '../contract/share.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const everything: ShareParts = {
  systemPrompt: true,
  endpointNames: true,
  timings: true,
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
  const enter = (path: string, passphrase: string) =>
    test.app.inject({
      method: 'POST',
      url: path,
      headers: {
        host: 'localhost:3000',
        origin: 'http://localhost:3000',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ passphrase }).toString(),
    })

  it('shows what the preview showed, and nothing else of the session', async () => {
    const { id } = await preview()
    const seen = await test.call('GET', `/api/share-previews/${id}`)
    const { path } = await share()
    expect(path).toMatch(/^\/share\/[\w-]{32}$/)
    const { body } = await open(path)
    expect(withoutIds(body)).toBe(withoutIds(seen.text))
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

  it('is the same answer for guessed, expired, revoked and used-up links', async () => {
    const revoked = await share()
    expect((await test.call('DELETE', `/api/shares/${revoked.share.id}`)).status).toBe(204)
    const expired = await share()
    await test.database
      .updateTable('shares')
      .set({ expires_at: '2020-01-01T00:00:00.000Z' })
      .where('id', '=', expired.share.id)
      .execute()
    const used = await share({}, { maxViews: 1 })
    expect((await open(used.path)).statusCode).toBe(200)
    const answers = []
    for (const path of [`/share/${'A'.repeat(32)}`, revoked.path, expired.path, used.path, '/share/x']) {
      const { statusCode, headers, body } = await open(path)
      const { date: _, ...rest } = headers
      answers.push(JSON.stringify([statusCode, rest, body]))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('[404,')
    const kept = await test.database.selectFrom('shares').select('page').where('id', '=', revoked.share.id).execute()
    expect(kept).toEqual([{ page: '' }])
  })

  it('asks for a passphrase, and slows down who guesses it', async () => {
    const { path } = await share({}, { passphrase: 'correct horse' })
    const asked = await open(path)
    expect(asked.statusCode).toBe(200)
    expect(asked.body).not.toContain('An open question')
    const statuses: number[] = []
    for (let count = 0; count < 6; count++) statuses.push((await enter(path, `wrong ${count}`)).statusCode)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
    const other = await share({}, { passphrase: 'correct horse' })
    const right = await enter(other.path, 'correct horse')
    expect([right.statusCode, right.body.includes('An open question')]).toEqual([200, true])
    const foreign = await test.app.inject({
      method: 'POST',
      url: other.path,
      headers: {
        host: 'localhost:3000',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: 'passphrase=correct+horse',
    })
    expect(foreign.statusCode).toBe(403)
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

/** A preview made again is of another moment. */
function withoutIds(html: string): string {
  return html
    .replace(/<p><a href="\/sessions#fork=[\w-]+">Fork<\/a><\/p>/, '')
    .replace(/"exportedAt":"[^"]*"/, '')
    .replace(/n\d+-/g, '')
}
