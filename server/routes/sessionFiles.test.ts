import { randomUUID } from 'node:crypto'
import { assert, asyncProperty, sample } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessionFiles } from '../archive/sessionFile.testing.ts'
import { maxImportBytes } from '../contract/limits.ts'
import type { SessionAnswer } from '../contract/session.ts'
import type { SessionFile, SessionsImported } from '../contract/sessionFile.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

describe('a session as a file', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp()
  })
  afterAll(() => test.close())

  const importText = async (payload: string | Buffer, name = 'file.json', type = 'application/octet-stream') => {
    const answer = await test.app.inject({
      method: 'POST',
      url: `/api/sessions/import?name=${encodeURIComponent(name)}`,
      headers: { host: 'localhost:3000', 'content-type': type },
      payload,
    })
    return { status: answer.statusCode, body: answer.body, json: JSON.parse(answer.body) as Partial<SessionsImported> }
  }
  const imported = async (payload: string, name?: string) => {
    const { status, body, json } = await importText(payload, name)
    expect([status, body]).toEqual([201, body])
    return { sessions: json.sessions ?? [], leftOut: json.leftOut ?? [] }
  }
  const exported = async (id: string, format: string) =>
    (await test.call('GET', `/api/sessions/${id}/export?format=${format}`)).text
  const counts = async () => {
    const tables = ['sessions', 'invocations', 'vector_blocks', 'upstreams', 'serving_endpoints'] as const
    return Promise.all(
      tables.map(async (table) => (await test.database.selectFrom(table).selectAll().execute()).length),
    )
  }
  const read = async (id: string) => (await test.call('GET', `/api/sessions/${id}`)).json as unknown as SessionAnswer

  it('comes back as it was, under ids nobody has', async () => {
    await assert(
      asyncProperty(sessionFiles, async (file) => {
        const [first] = (await imported(JSON.stringify(file))).sessions
        const out = await exported(first?.id ?? '', 'json')
        const [second] = (await imported(out)).sessions
        const again = await exported(second?.id ?? '', 'json')
        expect(withoutIds(again)).toBe(withoutIds(out))
        // What came from elsewhere may have its members in another order.
        expect(JSON.parse(withoutIds(out))).toEqual(JSON.parse(withoutIds(JSON.stringify(file))))
        const [before, after] = [idsIn(out), idsIn(again)]
        expect([...after].filter((id) => before.has(id))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('comes back from its HTML, whatever is written in it', async () => {
    await assert(
      asyncProperty(sessionFiles, async (file) => {
        file.session.title = '</script><script>alert(1)</script><!--'
        const [first] = (await imported(JSON.stringify(file))).sessions
        const html = await exported(first?.id ?? '', 'html')
        expect(html.match(/<\/?script/gi)).toEqual(['<script', '</script'])
        const [second] = (await imported(html)).sessions
        expect(withoutIds(await exported(second?.id ?? '', 'json'))).toBe(
          withoutIds(await exported(first?.id ?? '', 'json')),
        )
      }),
      { numRuns: 20 },
    )
  })

  it('overwrites nothing and adds no destination', async () => {
    const file = aFile('compare')
    const [first] = (await imported(JSON.stringify(file))).sessions
    const before = await read(first?.id ?? '')
    const out = JSON.parse(await exported(first?.id ?? '', 'json')) as SessionFile
    const forged = { ...out, id: first?.id, endpoints: [{ name: 'evil', baseUrl: 'http://evil.invalid' }] }
    for (const one of forged.invocations) one.reply.choices = [{ text: 'forged', reasoning: '', toolCalls: [] }]
    const [second] = (await imported(JSON.stringify(forged))).sessions
    expect(second?.id).not.toBe(first?.id)
    expect(await read(first?.id ?? '')).toEqual(before)
    expect((await counts()).slice(3)).toEqual([0, 0])
    expect((await test.call('GET', '/api/endpoints')).text).not.toContain('evil')
    const { json } = await test.call('GET', '/api/invocations')
    expect(json['invocations']).toEqual([])
  })

  it('leaves out credentials, and says which replies are missing', async () => {
    const file = aFile('query')
    const [one] = file.invocations
    if (one === undefined) throw new Error('A generated session has a reply.')
    one.request = {
      method: 'POST',
      url: 'http://x.invalid',
      headers: { authorization: 'Bearer •••1a2b', 'x-api-key': '•••1a2b', accept: '*/*' },
      body: '{}',
    }
    const [first] = (await imported(JSON.stringify(file))).sessions
    const out = JSON.parse(await exported(first?.id ?? '', 'json')) as SessionFile
    expect(out.invocations[0]?.request?.headers).toEqual({ accept: '*/*' })
    const { leftOut } = await imported(JSON.stringify({ ...out, invocations: out.invocations.slice(1) }))
    expect(leftOut).toEqual(['1 reply is not in the file.'])
  })

  it('refuses what is no whole session of ours in a sentence, and changes nothing', async () => {
    const before = await counts()
    const file = aFile('compare')
    const text = JSON.stringify(file)
    const pane = file.session.document.page === 'compare' ? file.session.document.panes : []
    const with2 = { ...file.session.document, panes: [...pane, ...pane] }
    const cases: [string, number, RegExp][] = [
      ['', 400, /is empty/],
      [text.slice(0, -40), 400, /is cut/],
      ['{"a":', 400, /is cut/],
      ['hello', 400, /is not JSON/],
      ['[1,2,3]', 400, /no conversation that AI Playground knows/],
      ['{"messages":[]}', 400, /no conversation that AI Playground knows/],
      ['<html><script>alert(1)</script></html>', 400, /holds no session/],
      ['<script type="application/json" id="ai-playground-session">{"a":1', 400, /is cut/],
      [JSON.stringify({ ...file, version: 2 }), 400, /newer AI Playground \(format 2, this one reads 1\)/],
      [JSON.stringify({ ...file, version: 0 }), 400, /does not say which version/],
      [JSON.stringify({ ...file, invocations: [...file.invocations, file.invocations[0]] }), 400, /same reply twice/],
      [JSON.stringify({ ...file, session: { ...file.session, document: with2 } }), 400, /same pane twice/],
      [JSON.stringify({ ...file, session: { ...file.session, title: 7 } }), 400, /session\.title is not as expected/],
      [text.replace('"eventsOmitted":', '"eventsOmitted":1e999,"was":'), 400, /eventsOmitted is not as expected/],
      ['['.repeat(100_000), 400, /nested more than 10000/],
      [JSON.stringify({ ...file, vectors: [{ vectorsId: randomUUID(), frames: 'AAAA' }] }), 400, /vectors are cut/],
    ]
    for (const [payload, status, words] of cases) {
      const answer = await importText(payload)
      expect([payload.slice(0, 60), answer.status, answer.body]).toEqual([
        payload.slice(0, 60),
        status,
        expect.stringMatching(words),
      ])
      expect(answer.body).toContain('Nothing was imported.')
    }
    expect((await importText(Buffer.from([0xff, 0xfe, 0x00]))).body).toContain('text in UTF-16')
    expect(await counts()).toEqual(before)
  })

  it('says of a file cut anywhere that it is cut', async () => {
    const text = JSON.stringify(aFile('compare'))
    for (let end = 1; end < text.length; end += 7) {
      const answer = await importText(text.slice(0, end))
      expect([end, answer.body]).toEqual([end, expect.stringContaining('is cut')])
    }
  })

  it('refuses 100 MB with a clear word', async () => {
    const before = await counts()
    const answer = await importText(Buffer.alloc(100 * 1024 * 1024, 0x20))
    expect([answer.status, answer.body]).toEqual([
      413,
      expect.stringContaining(`larger than ${maxImportBytes / 2 ** 20} MB`),
    ])
    expect(await counts()).toEqual(before)
  })

  it('imports OpenAI messages, JSON lines, ShareGPT, Open WebUI and LibreChat', async () => {
    const messages = [
      { role: 'system', content: 'Be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'image_url', image_url: { url: 'http://evil.invalid' } },
        ],
      },
      { role: 'assistant', content: 'Hello' },
      { role: 'tool', content: '42' },
      { role: 'user', content: 'Bye' },
    ]
    const openAi = await imported(JSON.stringify(messages), 'talk.json')
    expect(openAi.sessions.map(({ title }) => title)).toEqual(['talk'])
    expect(openAi.leftOut).toHaveLength(1)
    const answer = await read(openAi.sessions[0]?.id ?? '')
    const { document } = answer.session
    if (document.page !== 'compare') throw new Error('A conversation is a comparison.')
    expect(document.settings.systemPrompt).toBe('Be brief')
    expect(document.turns.map(({ prompt }) => prompt)).toEqual(['Hi', 'Bye'])
    expect(document.panes.map(({ endpoint }) => endpoint)).toEqual([null])
    expect(Object.values(answer.replies).map(({ reply }) => reply.choices[0]?.text)).toEqual(['Hello'])

    const lines = [{ messages }, { custom_id: 'x', body: { model: 'm', messages: messages.slice(1, 3) } }]
    expect((await imported(lines.map((line) => JSON.stringify(line)).join('\n'))).sessions).toHaveLength(2)

    const share = [
      {
        id: 'a',
        conversations: [
          { from: 'human', value: 'Q' },
          { from: 'gpt', value: 'A' },
        ],
      },
      { nothing: 1 },
    ]
    const shared = await imported(JSON.stringify(share))
    expect([shared.sessions.length, shared.leftOut]).toEqual([1, ['1 entry was no conversation.']])

    const webUi = [
      {
        id: 'x',
        title: 'Web',
        chat: {
          title: 'Web',
          history: {
            currentId: 'c',
            messages: {
              a: { id: 'a', parentId: null, role: 'user', content: 'One' },
              b: { id: 'b', parentId: 'a', role: 'assistant', content: 'Other branch', model: 'm' },
              c: { id: 'c', parentId: 'a', role: 'assistant', content: 'Two', model: 'llama' },
            },
          },
        },
      },
    ]
    const web = await imported(JSON.stringify(webUi))
    expect(web.leftOut).toEqual([])
    const webAnswer = await read(web.sessions[0]?.id ?? '')
    expect(
      Object.values(webAnswer.replies)
        .map(({ endpoint, reply }) => `${endpoint}: ${reply.choices[0]?.text}`)
        .toSorted(),
    ).toEqual(['llama: Two', 'm: Other branch'])

    const first = { messageId: '1', parentMessageId: '0', text: 'Ask', isCreatedByUser: true, sender: 'User' }
    const second = {
      messageId: '2',
      parentMessageId: '1',
      text: '',
      content: [{ type: 'text', text: 'Told' }],
      isCreatedByUser: false,
      sender: 'GPT',
    }
    for (const libre of [{ messages: [first, second] }, { messages: [{ ...first, children: [second] }] }]) {
      const got = await imported(JSON.stringify({ conversationId: 'c', title: 'Libre', ...libre }))
      expect(got.sessions.map(({ title }) => title)).toEqual(['Libre'])
      expect(Object.values((await read(got.sessions[0]?.id ?? '')).replies)[0]?.reply.choices[0]?.text).toBe('Told')
    }
  })

  it('is taken under the type that an export of it has', async () => {
    const messages = '{"messages":[{"role":"user","content":"Typed"}]}'
    const id = (await imported(messages)).sessions[0]?.id ?? ''
    const exports = [`${id}/export?format=json`, `${id}/export?format=html`, 'export', 'export?gzip=true']
    for (const path of exports) {
      const out = await test.app.inject({ url: `/api/sessions/${path}`, headers: { host: 'localhost:3000' } })
      const type = String(out.headers['content-type'])
      const { status, body } = await importText(out.rawPayload, 'file', type)
      expect([path, type, status, body]).toEqual([path, type, 201, body])
    }
    const { status, body } = await importText(messages, 'file', 'text/plain')
    expect([status, body]).toEqual([415, expect.stringMatching(/Content-Type.*application\/octet-stream/)])
  })

  it('ends where messages are their own parents', async () => {
    const loop = { a: { parentId: 'b', role: 'user', content: '1' }, b: { parentId: 'a', role: 'user', content: '2' } }
    const chat = { title: 'Loop', history: { currentId: 'a', messages: loop } }
    expect((await imported(JSON.stringify([{ chat }]))).sessions).toHaveLength(1)
  })

  it('is Markdown, CSV and JSON lines too', async () => {
    const file = aFile('compare')
    const [first] = (await imported(JSON.stringify(file))).sessions
    const id = first?.id ?? ''
    expect(await exported(id, 'md')).toContain('## Prompt')
    const rows = (await exported(id, 'jsonl')).trim().split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { part: number }).part)).toEqual([1])
    expect((await exported(id, 'csv')).split('\r\n')[0]).toContain('ms_to_first_token')
    expect((await test.call('GET', `/api/sessions/${randomUUID()}/export?format=html`)).status).toBe(404)
    expect((await test.call('GET', `/api/sessions/${id}/export?format=exe`)).status).toBe(400)
  })
})

/** A generated session of that page, with a reply. */
function aFile(page: string): SessionFile {
  const found = sample(sessionFiles, 200).find(
    ({ session, invocations }) => session.document.page === page && invocations.length > 0,
  )
  if (found === undefined) throw new Error('Two hundred sessions hold one of each page.')
  return found
}

const uuidPattern = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g

/** Ids numbered in order of their first appearance; the moments of the session and the vectors' bytes (they hold ids) aside. */
function withoutIds(text: string): string {
  const numbers = new Map<string, number>()
  const file = JSON.parse(text) as SessionFile
  for (const set of file.vectors) set.frames = Buffer.from(set.frames, 'base64').toString('latin1')
  const { session } = file
  const bare = { ...file, exportedAt: '', session: { ...session, createdAt: '', updatedAt: '' } }
  return JSON.stringify(bare).replace(uuidPattern, (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size)
    return `#${numbers.get(id)}`
  })
}

function idsIn(text: string): Set<string> {
  return new Set(text.match(uuidPattern))
}
