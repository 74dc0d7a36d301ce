import { randomUUID } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { array, assert, asyncProperty, constantFrom, sample, string, uniqueArray } from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionFiles } from '../archive/sessionFile.testing.ts'
import type { SessionPage } from '../contract/session.ts'
import type { SessionsImported } from '../contract/sessionFile.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

describe('the file of all sessions', () => {
  let test: TestApp
  let other: TestApp
  beforeEach(async () => {
    ;[test, other] = await Promise.all([startTestApp(), startTestApp()])
  })
  afterEach(() => Promise.all([test.close(), other.close()]))

  const importInto = async (app: TestApp, payload: string | Buffer) => {
    const answer = await app.app.inject({
      method: 'POST',
      url: '/api/sessions/import?name=all.jsonl',
      headers: { host: 'localhost:3000', 'content-type': 'application/octet-stream' },
      payload,
    })
    return { status: answer.statusCode, body: answer.body, json: JSON.parse(answer.body) as Partial<SessionsImported> }
  }
  const exported = async (app: TestApp, query = '') =>
    (await app.app.inject({ url: `/api/sessions/export${query}`, headers: { host: 'localhost:3000' } })).body
  const rowsOf = async (app: TestApp, query = '') =>
    ((await app.call('GET', `/api/sessions?limit=1000${query}`)).json as unknown as SessionPage).sessions
  const counts = async (app: TestApp) => {
    const tables = ['sessions', 'invocations', 'vector_blocks', 'unfinished_imports', 'upstreams'] as const
    return Promise.all(tables.map(async (table) => (await app.database.selectFrom(table).selectAll().execute()).length))
  }
  const fill = async (app: TestApp, count: number) => {
    for (const file of sample(sessionFiles, count)) await importInto(app, JSON.stringify(file))
  }

  it('comes back on another server as it was: every page, tags, pins, bin and moments', async () => {
    const tags = uniqueArray(string({ minLength: 1, maxLength: 10 }), { maxLength: 3 })
    await assert(
      asyncProperty(array(sessionFiles, { minLength: 1, maxLength: 5 }), tags, constantFrom('?bin=true', ''), run),
      { numRuns: 15 },
    )
    async function run(files: unknown[], labels: string[], query: string) {
      for (const app of [test, other])
        for (const { id } of await rowsOf(app)) {
          await app.call('DELETE', `/api/sessions/${id}`)
          await app.call('DELETE', `/api/sessions/${id}?forever=true`)
        }
      await test.call('POST', '/api/sessions/bin/empty', {})
      await other.call('POST', '/api/sessions/bin/empty', {})
      for (const file of files) await importInto(test, JSON.stringify(file))
      const [first, second] = await rowsOf(test)
      await test.call('PATCH', `/api/sessions/${first?.id}`, { tags: labels, isPinned: true })
      if (second) await test.call('DELETE', `/api/sessions/${second.id}`)
      const out = await exported(test, query)
      const { status, json } = await importInto(other, out)
      const isGone = second !== undefined && query === ''
      expect([status, json.count, json.stopped]).toEqual([201, files.length - (isGone ? 1 : 0), undefined])
      expect(comparable(await exported(other, query))).toEqual(comparable(out))
      const inBin = await rowsOf(other, '&bin=true')
      expect(inBin).toHaveLength(second !== undefined && query !== '' ? 1 : 0)
    }
  })

  it('is lines of JSON, counted, gzipped where asked for, and taken gzipped', async () => {
    await fill(test, 4)
    const out = await exported(test)
    const lines = out.trimEnd().split('\n')
    const [head, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(head).toMatchObject({ format: 'ai-playground-sessions', version: 1, count: 4 })
    expect(rest.filter(({ type }) => type === 'session')).toHaveLength(4)
    expect(rest.at(-1)).toEqual({ type: 'end', sessions: 4, leftOut: [] })
    const zipped = await test.app.inject({
      url: '/api/sessions/export?gzip=true',
      headers: { host: 'localhost:3000' },
    })
    expect(zipped.headers['content-disposition']).toMatch(/filename="ai-playground-[\d-]{10}\.jsonl\.gz"/)
    expect(comparable(gunzipSync(zipped.rawPayload).toString())).toEqual(comparable(out))
    expect((await importInto(other, zipped.rawPayload)).json.count).toBe(4)
  })

  it('exports the named ones', async () => {
    await fill(test, 3)
    const [first, , third] = await rowsOf(test)
    const out = await exported(test, `?id=${first?.id}&id=${third?.id}`)
    expect(out.match(/"type":"session"/g)).toHaveLength(2)
    expect(await exported(test, '?id=../../etc/passwd')).toContain('"count":0')
  })

  it('cut anywhere, brings in the sessions that are whole, says so, and leaves nothing else behind', async () => {
    await fill(test, 3)
    const out = await exported(test)
    const bytes = Buffer.from(out)
    const before = await counts(other)
    expect(before).toEqual([0, 0, 0, 0, 0])
    const step = Math.max(1, Math.floor(bytes.length / 60))
    for (const file of [bytes, gzipSync(bytes)])
      // Without its last byte, a line end, the file is whole.
      for (let end = 1; end < file.length - 1; end += step) {
        const { status, json, body } = await importInto(other, file.subarray(0, end))
        expect([end, body]).toEqual([end, expect.stringMatching(/is cut|is not JSON|is damaged|UTF-8|no conversation/)])
        const came = json.count ?? 0
        // With nothing in, nothing is to be told apart from any other file.
        expect([end, status, body.includes('Nothing was imported.')]).toEqual([end, came > 0 ? 201 : 400, came === 0])
        // The last line of a session may be whole without its end of line, and not known to be.
        const least = file === bytes ? bytes.subarray(0, end).toString().split('"type":"session-end"').length - 2 : 0
        expect([end, came >= least, came <= 3]).toEqual([end, true, true])
        const kept = await rowsOf(other)
        expect(kept).toHaveLength(json.count ?? 0)
        for (const { id } of kept) await other.call('DELETE', `/api/sessions/${id}`)
        await other.call('POST', '/api/sessions/bin/empty', {})
        expect([end, await counts(other)]).toEqual([end, before])
      }
  })

  it('stops at a broken line: what is before it stays, what is after it does not come', async () => {
    await fill(test, 3)
    const lines = (await exported(test)).trimEnd().split('\n')
    const ends = lines.flatMap((line, index) => (line.includes('"type":"session-end"') ? [index] : []))
    const second = (ends[0] ?? 0) + 1
    const broken: [string, RegExp][] = [
      ['{"type":"session"', /is cut/],
      ['hello', /is not JSON/],
      ['[1,2]', /is damaged/],
      [(lines[second] ?? '').replace('"title"', '"titel"'), /title is not as expected/],
      [lines.at(-1) ?? '', /stands after the file's end/],
      [
        '{"type":"session-end","invocations":0,"vectors":0,"leftOut":[]}',
        /a session is not whole, or a line belongs to/,
      ],
      ['['.repeat(100_000), /nested more than 200/],
    ]
    for (const [line, words] of broken) {
      const text = [...lines.slice(0, second), line, ...lines.slice(second + 1)].join('\n')
      const { status, json } = await importInto(other, text)
      expect([line.slice(0, 40), status, json.count, json.stopped]).toEqual([
        line.slice(0, 40),
        201,
        1,
        expect.stringMatching(words),
      ])
      expect(json.stopped).toContain(`Line ${second + 1 + (words.source.includes('after') ? 1 : 0)} of the file`)
    }
    expect(await rowsOf(other)).toHaveLength(broken.length)
    expect((await counts(other))[3]).toBe(0)
  })

  it('leaves out what a later version may add, and says so', async () => {
    await fill(test, 1)
    const out = await exported(test)
    const text = out
      .replace('"count":', '"host":"x","count":')
      .replace('{"type":"session",', '{"type":"folder","name":"x"}\n{"type":"session","colour":"red",')
      .replace('"page":', '"mood":"calm","page":')
    const { json } = await importInto(other, text)
    expect(json).toMatchObject({
      count: 1,
      leftOut: ['What this version of AI Playground does not know of was left out.'],
    })
    expect(comparable(await exported(other))).toEqual(comparable(out))
    const newer = await importInto(other, out.replace('"version":1', '"version":2'))
    expect([newer.status, newer.body]).toEqual([400, expect.stringContaining('newer AI Playground (format 2')])
  })

  it('overwrites nothing: a file with every id there is makes new sessions beside the old ones', async () => {
    await fill(test, 4)
    const out = await exported(test)
    const tables = ['sessions', 'invocations', 'vector_blocks', 'shares', 'upstreams', 'serving_endpoints'] as const
    const all = async () =>
      Promise.all(tables.map((table) => test.database.selectFrom(table).selectAll().orderBy('id').execute()))
    const before = await all()
    const forged = out.replaceAll('"title":"', '"title":"Forged ').replaceAll('"text":"', '"text":"forged ')
    expect((await importInto(test, forged)).json.count).toBe(4)
    const after = await all()
    const kept = after.map((rows, index) => {
      const ids = new Set(before[index]?.map(({ id }) => id))
      return rows.filter(({ id }) => ids.has(id))
    })
    expect(kept).toEqual(before)
    expect(after.slice(3)).toEqual(before.slice(3))
  })

  it('carries the versions of a session, with the replies that only they show', async () => {
    const id = randomUUID()
    const paneId = randomUUID()
    const settings = { systemPrompt: '', parameters: {} }
    const pane = { id: paneId, endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }
    const turns: object[] = []
    const save = async (revision: number, shown: object[]) => {
      const document = { page: 'compare', panes: [pane], settings, turns: shown, setAside: [], draft: '' }
      expect((await test.call('PUT', `/api/sessions/${id}`, { revision, title: 'Versioned', document })).status).toBe(
        200,
      )
    }
    await save(0, [])
    for (const [index, prompt] of ['One', 'Two'].entries()) {
      const invocationId = randomUUID()
      turns.push({ id: randomUUID(), prompt, attempts: { [paneId]: [invocationId] } })
      const body = { messages: [{ role: 'user', content: prompt }] }
      await test.call('POST', '/api/runs', {
        id: randomUUID(),
        sessionId: id,
        invocations: [{ id: invocationId, endpoint: 'echo', body }],
      })
      await test.settle()
      await save(index + 1, turns)
    }
    // Both are asked for again and taken away: from here on only versions show them.
    await save(3, [])
    const out = await exported(test, `?id=${id}`)
    expect(out.match(/"type":"version"/g)).toHaveLength(2)
    expect(out.match(/"type":"invocation"/g)).toHaveLength(2)
    const [imported] = (await importInto(other, out)).json.sessions ?? []
    expect(comparable(await exported(other))).toEqual(comparable(out))
    const { json } = await other.call('GET', `/api/sessions/${imported?.id}/versions/2`)
    const answer = json as unknown as { session: { document: { turns: { prompt: string }[] } }; replies: object }
    expect(answer.session.document.turns.map(({ prompt }) => prompt)).toEqual(['One', 'Two'])
    expect(Object.keys(answer.replies)).toHaveLength(2)
    const names = await other.database.selectFrom('session_version_names').selectAll().execute()
    expect(names.map(({ session_id, number }) => [session_id, number])).toEqual([
      [imported?.id, 2],
      [imported?.id, 2],
    ])
    const cut = out.split('\n').slice(0, -3).join('\n')
    expect((await importInto(other, cut)).status).toBe(400)
    expect(await other.database.selectFrom('session_versions').selectAll().execute()).toHaveLength(2)
  })

  it('is whole or not there after the process ended in the middle of a session', async () => {
    await fill(test, 1)
    const sessionId = randomUUID()
    await test.database.insertInto('unfinished_imports').values({ session_id: sessionId }).execute()
    await test.database.updateTable('invocations').set({ session_id: sessionId }).execute()
    const { removeUnfinished } = await import('../store/importWriter.ts')
    await removeUnfinished(test.database)
    expect((await counts(test)).slice(1, 4)).toEqual([0, expect.any(Number), 0])
  })
})

const uuidPattern = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g

/** The sessions, each with its ids numbered in order of their appearance; the moment of deletion aside. */
function comparable(text: string): unknown[] {
  const [, ...lines] = text.trimEnd().split('\n')
  const sessions: string[] = []
  let current: string[] = []
  for (const line of lines) {
    const value = JSON.parse(line) as { type: string; frames?: string; deletedAt?: string | null }
    if (value.frames !== undefined) value.frames = Buffer.from(value.frames, 'base64').toString('latin1')
    if (value.deletedAt) value.deletedAt = 'then'
    current.push(JSON.stringify(value))
    if (value.type !== 'session-end') continue
    const numbers = new Map<string, number>()
    const numbered = current.join(',').replace(uuidPattern, (id) => {
      if (!numbers.has(id)) numbers.set(id, numbers.size)
      return `#${numbers.get(id)}`
    })
    sessions.push(`[${numbered}]`)
    current = []
  }
  return sessions.toSorted().map((session): unknown => JSON.parse(session))
}
