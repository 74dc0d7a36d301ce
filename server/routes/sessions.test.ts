import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionAnswer, SessionFacets, SessionPage, SessionRow } from '../contract/session.ts'
import type { CreatedShare, SharePreview } from '../contract/share.ts'
import { readReplies } from '../store/invocations.ts'
import { createSessionIndex } from '../store/sessionIndex.ts'
import { answer, comparison } from '../store/sessions.testing.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

const hostile: [string, string][] = [
  ['SQL', `'; drop table sessions; --`],
  ['SQL in quotes', `" or 1=1; delete from session_heads; --`],
  ['a union', `x' union select document from sessions --`],
  ['LIKE signs', '%_\\%'],
  ['% a thousand times', '%'.repeat(1000)],
  ['one quote', '"'],
  ['quotes that do not match', '"a "b" c" "'],
  ['NEAR', 'NEAR(one two, 5)'],
  ['NEAR, open', 'NEAR('],
  ['operators', 'AND OR NOT'],
  ['stars', '* ** a* *b'],
  ['carets', '^one ^ ^^'],
  ['columns', 'words:one {words}:two -words:three'],
  ['a plus', 'one + two +'],
  ['NUL', 'one\0two'],
  ['half an emoji, as the browser sends it', '\ufffd'],
  ['control characters', '\u0001\u001f\u007f\u202e\ufeff'],
  ['five hundred words', Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ')],
  ['one long word', 'x'.repeat(3000)],
  ['brackets', '(((((((('],
  ['JSON', '{"$ne":null}'],
]

describe('the routes of sessions', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp()
  })
  afterAll(() => test.close())

  const list = async (query: Record<string, string> | string[][] = {}) => {
    const { status, json } = await test.call('GET', `/api/sessions?${new URLSearchParams(query).toString()}`)
    expect(status).toBe(200)
    return json as unknown as SessionPage
  }
  const save = async (document = comparison(['x']), title = 'T') => {
    const id = randomUUID()
    expect((await test.call('PUT', `/api/sessions/${id}`, { revision: 0, title, document })).status).toBe(200)
    return id
  }
  const settle = () => createSessionIndex(test.database, () => new Date()).settle()

  it('tags, pins and names without a revision, and says what came of it', async () => {
    const id = await save()
    const change = { title: 'Named', tags: [' Red ', 'red', 'blue'], isPinned: true }
    const row = (await test.call('PATCH', `/api/sessions/${id}`, change)).json as unknown as SessionRow
    expect(row).toMatchObject({ id, title: 'Named', tags: ['blue', 'red'], pinnedAt: expect.any(String) })
    expect((await test.call('GET', `/api/sessions/${id}/row`)).json).toEqual(row)
    expect((await test.call('GET', `/api/sessions/${randomUUID()}/row`)).status).toBe(404)
    const second = comparison(['x'])
    expect(
      (await test.call('PUT', `/api/sessions/${id}`, { revision: 1, title: 'Named', document: second })).status,
    ).toBe(200)
    expect(
      (
        await list([
          ['tag', 'RED'],
          ['tag', 'blue'],
          ['pinned', 'true'],
        ])
      ).sessions.map((one) => one.id),
    ).toEqual([id])
    const facets = (await test.call('GET', '/api/sessions/facets')).json as unknown as SessionFacets
    expect(facets).toMatchObject({ pinned: 1, tags: [{ name: 'blue' }, { name: 'red' }] })
  })

  it.each([
    [{ tags: [''] }],
    [{ tags: ['x'.repeat(41)] }],
    [{ tags: Array.from({ length: 21 }, (_, index) => `t${index}`) }],
    [{ tags: 'red' }],
    [{ title: ' ' }],
    [{ isPinned: 'yes' }],
    [{ document: {} }],
    [{}],
  ])('refuses the change %j', async (change) => {
    const id = await save()
    expect((await test.call('PATCH', `/api/sessions/${id}`, change)).status).toBe(400)
  })

  it('keeps a deleted session in the bin, from which it is restored, or deleted for ever', async () => {
    const invocationId = await answer(test.database, 'reply')
    const id = await save(comparison(['binned'], { answers: [invocationId] }), 'Binned')
    const url = `/api/sessions/${id}`
    expect((await test.call('DELETE', `${url}?forever=true`)).status).toBe(404)
    expect((await test.call('DELETE', url)).status).toBe(204)
    await settle()
    expect((await list({ q: 'binned' })).total).toBe(0)
    expect((await list({ q: 'binned', bin: 'true' })).sessions).toMatchObject([{ id, deletedAt: expect.any(String) }])
    expect((await test.call('PATCH', url, { isPinned: true })).status).toBe(404)
    expect((await test.call('POST', `${url}/restore`, {})).json).toMatchObject({ id, deletedAt: null })
    expect((await test.call('GET', url)).status).toBe(200)
    await test.call('DELETE', url)
    expect((await test.call('DELETE', `${url}?forever=true`)).status).toBe(204)
    expect((await test.call('POST', `${url}/restore`, {})).status).toBe(404)
    expect((await list({ bin: 'true' })).total).toBe(0)
    expect(await readReplies(test.database, [invocationId])).toEqual([])
  })

  it('empties the bin, leaves what others show, and a share of it can still be read', async () => {
    const shared = await answer(test.database, 'shared reply')
    const own = await answer(test.database, 'own reply')
    const id = await save(comparison(['one', 'two'], { answers: [shared, own] }), 'To be purged')
    const parts = {
      systemPrompt: true,
      endpointNames: true,
      timings: true,
      votes: true,
      withoutPanes: [],
      withoutTurns: [],
      masks: [],
    }
    const preview = (await test.call('POST', `/api/sessions/${id}/share-previews`, parts))
      .json as unknown as SharePreview
    const draft = { previewId: preview.id, expires: 'never', passphrase: null, maxViews: null }
    const { path } = (await test.call('POST', '/api/shares', draft)).json as unknown as CreatedShare
    const copy = (await test.call('POST', `/api/sessions/${id}/duplicate`, {})).json as { id: string }
    const copied = (await test.call('GET', `/api/sessions/${copy.id}`)).json as unknown as SessionAnswer
    if (copied.session.document.page !== 'compare') throw new Error('another page')
    const [first] = copied.session.document.turns
    const document = { ...copied.session.document, turns: first === undefined ? [] : [first] }
    await test.call('PUT', `/api/sessions/${copy.id}`, { revision: 1, title: 'Copy', document })
    // The versions of the copy still show what its last save took out.
    await test.database.deleteFrom('session_version_names').execute()
    await test.call('DELETE', `/api/sessions/${id}`)
    expect((await test.call('POST', '/api/sessions/bin/empty', {})).json).toEqual({ deleted: 1 })
    const left = (await readReplies(test.database, [shared, own])).map((row) => row.id)
    expect(left).toEqual([shared])
    expect((await test.call('GET', path)).text).toContain('own reply')
    await test.call('DELETE', `/api/sessions/${copy.id}`)
    expect((await test.call('POST', '/api/sessions/bin/empty', {})).json).toEqual({ deleted: 1 })
    expect(await readReplies(test.database, [shared])).toEqual([])
    expect((await test.call('GET', path)).text).toContain('shared reply')
    expect((await test.call('POST', '/api/sessions/bin/empty', {})).json).toEqual({ deleted: 0 })
  })

  it.each(hostile)('takes %s for what it is, in every field', async (_, text) => {
    const id = await save(comparison([text], { draft: text }), text.slice(0, 300) || 'T')
    await settle()
    const before = (await list()).total
    const answers = await Promise.all([
      ...['q', 'tag', 'endpoint', 'cursor', 'page', 'task', 'since', 'until', 'failed', 'bin', 'limit', 'unknown'].map(
        (field) => test.call('GET', `/api/sessions?${new URLSearchParams({ [field]: text }).toString()}`),
      ),
      test.call('PATCH', `/api/sessions/${id}`, { tags: [text] }),
      test.call('PATCH', `/api/sessions/${encodeURIComponent(text)}`, { isPinned: true }),
      test.call('DELETE', `/api/sessions/${id}?forever=${encodeURIComponent(text)}`),
    ])
    for (const { status, text: body } of answers) {
      expect(status).toBeOneOf([200, 204, 400, 404, 414])
      expect(body).not.toMatch(/sqlite|fts5|syntax error|no such (table|column)/i)
    }
    expect((await list()).total).toBe(before)
    const found = await list({ q: text })
    // As words they are found where they stand; quotes ask for more.
    const isExpected = /[\p{L}\p{N}]/u.test(text) && !text.includes('"')
    expect(!isExpected || found.sessions.some((one) => one.id === id)).toBe(true)
    for (const { match } of found.sessions) expect(match?.text.length ?? 0).toBeLessThan(220)
    expect((await test.call('GET', '/api/sessions/facets')).status).toBe(200)
  })

  it('refuses a cursor that no answer gave, and begins nothing anew', async () => {
    for (const cursor of ['zzz', '_', ''])
      expect((await test.call('GET', `/api/sessions?cursor=${cursor}`)).status).toBe(400)
  })

  it.each(['%E0%A4%A', '%ED%A0%80', '%00', '%', '[]', '&q=b', '%FF%FE'])(
    'answers an address with q=%s',
    async (raw) => {
      expect((await test.call('GET', `/api/sessions?q=${raw}`)).status).toBeOneOf([200, 400])
    },
  )
})
