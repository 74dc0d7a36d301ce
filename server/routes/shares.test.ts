import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreatedShare, Share } from '../contract/share.ts'
import { startSharing, sharedKey, type Sharing } from './sharing.testing.ts'

describe('shares', () => {
  let sharing: Sharing
  beforeEach(async () => {
    sharing = await startSharing()
  })
  afterEach(() => sharing.test.close())

  it('shows what the preview showed, and nothing else of the session', async () => {
    const { id } = await sharing.preview()
    const seen = await sharing.test.call('GET', `/api/share-previews/${id}`)
    const draft = { previewId: id, expires: 'never', passphrase: null, maxViews: null }
    const { path } = (await sharing.test.call('POST', '/api/shares', draft)).json as unknown as CreatedShare
    expect(path).toMatch(/^\/share\/[\w-]{32}$/)
    const { body } = await sharing.open(path)
    expect(body.replace(/<p><a href="\/sessions#fork=[\w-]+">Fork<\/a><\/p>/, '')).toBe(seen.text)
    expect(body).toContain('An open question')
    expect(body).toContain('312 ms')
    const never = ['inner.invalid', 'x-team', 'upstream-id', 'event data', 'earlier attempt', 'set aside', 'draft":"u']
    for (const text of [...never, 'pane draft', 'history of all turns', '<script>alert'])
      expect([text, body.includes(text)]).toEqual([text, false])
  })

  it('leaves out what was chosen, also from the data inside the page', async () => {
    const { path } = await sharing.share({
      systemPrompt: false,
      endpointNames: false,
      timings: false,
      withoutTurns: [await turnNamed('The key is')],
    })
    const { body } = await sharing.open(path)
    expect(body).toContain('Model A')
    for (const text of ['hidden system', 'alpha-endpoint', 'beta-endpoint', 'The provider', '312', sharedKey, '4242'])
      expect([text, body.includes(text)]).toEqual([text, false])
    const { parts } = await sharing.preview()
    const withoutLeft = await sharing.open((await sharing.share({ withoutPanes: [parts.panes[0]?.id ?? ''] })).path)
    expect(withoutLeft.body).not.toContain('ann@example.org')
    expect(withoutLeft.body).toContain('4242 4242')
  })

  const turnNamed = async (start: string) =>
    (await sharing.preview()).parts.turns.find(({ name }) => name.startsWith(start))?.id ?? ''

  it('finds what looks secret, and masks it everywhere', async () => {
    const { findings } = await sharing.preview()
    expect(findings).toEqual([
      { kind: 'key', text: sharedKey },
      { kind: 'e-mail', text: 'ann@example.org' },
      { kind: 'card number', text: '4242 4242 4242 4242' },
    ])
    const masks = findings.map(({ text }) => text)
    const { body } = await sharing.open((await sharing.share({ masks: [...masks, 'Shared work', 'compare'] })).path)
    for (const text of [...masks, 'Shared work']) expect([text, body.includes(text)]).toEqual([text, false])
    expect(body).toContain('The key is •••')
    expect((await sharing.preview({ masks })).findings).toEqual([])
  })

  it('goes out with headers that let it do nothing and be found by nobody', async () => {
    const answer = await sharing.open((await sharing.share()).path)
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

  it('does not change with the session', async () => {
    const { path } = await sharing.share()
    const before = (await sharing.open(path)).body
    await sharing.test.call('PATCH', `/api/sessions/${sharing.sessionId}`, { title: 'Renamed' })
    await sharing.test.call('DELETE', `/api/sessions/${sharing.sessionId}`)
    expect((await sharing.open(path)).body).toBe(before)
  })

  it('is listed and counted, without its link', async () => {
    const { path, share: made } = await sharing.share({}, { expires: 'never', maxViews: 5 })
    await sharing.open(path)
    await sharing.open(path)
    const list = (await sharing.test.call('GET', '/api/shares')).json as unknown as Share[]
    expect(list).toEqual([{ ...made, views: 2, lastViewedAt: expect.any(String) }])
    expect(JSON.stringify(list)).not.toContain(path.slice(7))
    const stored = JSON.stringify(await sharing.test.database.selectFrom('shares').selectAll().execute())
    expect(stored).not.toContain(path.slice(7))
  })

  it('forks into a session of its own, for whoever has the link and the passphrase', async () => {
    const { path } = await sharing.share({ endpointNames: false }, { passphrase: 'correct horse' })
    const token = path.slice('/share/'.length)
    const fork = (body: object) => sharing.test.call('POST', '/api/shares/fork', body)
    expect((await fork({ token: 'A'.repeat(32) })).status).toBe(404)
    expect((await fork({ token })).text).toContain('asks for a passphrase')
    expect((await fork({ token, passphrase: 'wrong horse' })).status).toBe(403)
    const forked = await fork({ token, passphrase: 'correct horse' })
    expect(forked.status).toBe(201)
    const [copy] = forked.json['sessions'] as { id: string }[]
    const { text } = await sharing.test.call('GET', `/api/sessions/${copy?.id}`)
    expect([
      text.includes('An open question'),
      text.includes('alpha-endpoint'),
      copy?.id === sharing.sessionId,
    ]).toEqual([true, false, false])
  })

  it('can be imported from the saved page', async () => {
    const { body } = await sharing.open((await sharing.share({ endpointNames: false })).path)
    const answer = await sharing.test.app.inject({
      method: 'POST',
      url: '/api/sessions/import',
      headers: { host: 'localhost:3000', 'content-type': 'application/octet-stream' },
      payload: body,
    })
    expect(answer.statusCode).toBe(201)
  })
})
