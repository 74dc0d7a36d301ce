import { randomUUID } from 'node:crypto'
import { parquetReadObjects } from 'hyparquet'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InvocationChoices, InvocationRow, RecordingState } from '../contract/invocationList.ts'
import { notListed } from '../store/invocationRemarks.ts'
import { insertInvocations } from '../store/invocations.ts'
import type { InvocationRecord } from '../store/schema.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

let test: TestApp

beforeEach(async () => {
  test = await startTestApp()
})
afterEach(() => test.close())

let made = 0

/** Rows as the recorder writes them, oldest first. */
async function record(...rows: Partial<InvocationRecord>[]): Promise<string[]> {
  const records = rows.map((row): InvocationRecord => {
    const id = randomUUID()
    const at = new Date(Date.UTC(2026, 5, 1, 12, 0, made++)).toISOString()
    return {
      id,
      run_id: id,
      session_id: null,
      endpoint: 'echo',
      model: 'echo',
      provider_label: 'This machine',
      task: 'llm/v1/chat',
      started_at: at,
      status: 'done',
      origin: 'api',
      served_model: 'echo',
      status_code: 200,
      client_request_id: null,
      requester: null,
      user_agent: 'curl/8.5.0',
      prompt_tokens: 7,
      completion_tokens: 3,
      ms_to_first_token: 12.5,
      ms_total: 40.25,
      events_omitted: 0,
      remark: null,
      reply: JSON.stringify({
        status: 'done',
        choices: [
          {
            text: 'Answer',
            reasoning: '',
            toolCalls: [],
          },
        ],
        ahead: 0,
      }),
      request_body: JSON.stringify({
        messages: [
          {
            role: 'user',
            content: 'Question',
          },
        ],
      }),
      request: null,
      response: null,
      events: '[]',
      body: '{"answer":1}',
      ...row,
    }
  })
  await insertInvocations(test.database, records)
  await test.settle()
  return records.map(({ id }) => id)
}

async function list(query = ''): Promise<InvocationRow[]> {
  const { status, json } = await test.call('GET', `/api/invocations${query}`)
  expect(status).toBe(200)
  return json['invocations'] as InvocationRow[]
}

const asked = (text: string) => ({ request_body: JSON.stringify({ messages: [{ role: 'user', content: text }] }) })
const answered = (text: string) => ({
  reply: JSON.stringify({ status: 'done', choices: [{ text, reasoning: '', toolCalls: [] }], ahead: 0 }),
})

describe('the list of invocations', () => {
  it('gives a call of a client, with who asked and how it went', async () => {
    const body = { messages: [{ role: 'user', content: 'Say   hello\nto me' }] }
    await test.call('POST', '/serving-endpoints/echo/invocations', body)
    await test.settle()
    const [row] = await list()
    expect(row).toMatchObject({ endpoint: 'echo', origin: 'api', status: 'done', statusCode: 200, task: 'llm/v1/chat' })
    expect(row?.prompt).toBe('Say hello to me')
    expect(row?.msTotal).toBeGreaterThan(0)
  })

  it('is read page by page, the one that ended last first, and no page moves when more come', async () => {
    const ids = await record(...Array.from({ length: 25 }, () => ({})))
    const first = await test.call('GET', '/api/invocations?limit=10')
    await record({})
    const second = await test.call('GET', `/api/invocations?limit=10&cursor=${String(first.json['cursor'])}`)
    const third = await test.call('GET', `/api/invocations?limit=10&cursor=${String(second.json['cursor'])}`)
    const seen = [first, second, third].flatMap(({ json }) =>
      (json['invocations'] as InvocationRow[]).map(({ id }) => id),
    )
    expect(seen).toEqual(ids.toReversed())
    expect(third.json).not.toHaveProperty('cursor')
  })

  it.each([
    ['endpoint=other', 'endpoint'],
    ['servedModel=entity-2', 'entity'],
    ['client=OpenAI%20Python', 'client'],
    ['requester=ci', 'requester'],
    ['task=llm/v1/embeddings', 'task'],
    ['origin=page', 'page'],
    ['status=stopped', 'stopped'],
    ['errorsOnly=true', 'failed'],
    ['minMs=5000', 'slow'],
    ['from=2027-01-01T01:00:00%2B01:00', 'late'],
    ['until=2026-01-01T00:00:00Z', 'early'],
    ['search=needle', 'words'],
  ])('filters by %s', async (query, expected) => {
    await record(
      { ...asked('endpoint'), endpoint: 'other' },
      { ...asked('entity'), served_model: 'entity-2' },
      { ...asked('client'), user_agent: 'OpenAI/Python 2.54.0' },
      { ...asked('requester'), requester: 'ci' },
      { ...asked('task'), task: 'llm/v1/embeddings' },
      { ...asked('page'), origin: 'page' },
      { ...asked('stopped'), status: 'stopped' },
      { ...asked('failed'), status: 'failed', status_code: 502 },
      { ...asked('slow'), ms_total: 6000 },
      { ...asked('late'), started_at: '2027-01-01T00:00:00.000Z' },
      { ...asked('early'), started_at: '2025-12-31T23:59:59.999Z' },
      { ...asked('words'), ...answered('a needle in a haystack') },
      asked('nothing special'),
    )
    expect((await list(`?${query}`)).map(({ prompt }) => prompt)).toEqual([expected])
    const { json } = await test.call('GET', `/api/invocations/count?${query}`)
    expect(json).toEqual({ count: 1 })
  })

  it.each([
    ['the beginnings of words', 'hay ans', true],
    ['accents and case', 'UBER', true],
    ['words in quotes in their order', '"über den Wolken"', true],
    ['not words in quotes in another order', '"Wolken den"', false],
    ['what an operator would be as text', 'NOT haystack', false],
    ['quotes that never close', '"über den', true],
    ['nothing for signs alone', '***', false],
  ])('searches request and answer: %s', async (_, search, isFound) => {
    await record({ ...asked('Über den Wolken'), ...answered('answering haystacks') }, asked('else'))
    expect(await list(`?search=${encodeURIComponent(search)}`)).toHaveLength(isFound ? 1 : 0)
  })

  it('finds with several filters at once, over pages', async () => {
    await record(...Array.from({ length: 30 }, (_, at) => ({ ...asked(`red ${at}`), endpoint: at % 2 ? 'a' : 'b' })))
    const first = await test.call('GET', '/api/invocations?search=red&endpoint=a&limit=10')
    const second = await test.call(
      'GET',
      `/api/invocations?search=red&endpoint=a&limit=10&cursor=${String(first.json['cursor'])}`,
    )
    const prompts = [first, second].flatMap(({ json }) =>
      (json['invocations'] as InvocationRow[]).map((it) => it.prompt),
    )
    expect(prompts).toEqual(Array.from({ length: 15 }, (_, at) => `red ${29 - at * 2}`))
  })

  it('counts what ended after a row', async () => {
    await record({}, {})
    const [newest] = await list()
    await record({}, {}, {})
    const { json } = await test.call('GET', `/api/invocations/count?after=${newest?.number}`)
    expect(json).toEqual({ count: 3 })
  })

  it('offers what there is to filter by', async () => {
    await record({ endpoint: 'b', requester: 'ci' }, { endpoint: 'a', user_agent: null })
    const { json } = await test.call('GET', '/api/invocations/choices')
    expect(json as unknown as InvocationChoices).toEqual({
      endpoints: ['a', 'b'],
      servedModels: ['echo'],
      clients: ['curl', 'unnamed client'],
      requesters: ['ci'],
    })
  })

  it('refuses a filter it does not know', async () => {
    expect((await test.call('GET', '/api/invocations?colour=red')).status).toBe(400)
    expect((await test.call('GET', '/api/invocations?from=yesterday')).status).toBe(400)
  })
})

describe('an export', () => {
  const bytesOf = async (format: string) =>
    // A copy: the payload may lie in a larger buffer, and a reader of Parquet begins at the end.
    new Uint8Array(
      (await test.app.inject({ method: 'GET', url: `/api/invocations/export?format=${format}`, headers: own }))
        .rawPayload,
    )
  const textOf = async (format: string) => new TextDecoder().decode(await bytesOf(format))
  const own = { host: 'localhost:3000' }

  it('is JSON lines with the columns of an inference table', async () => {
    const [id] = await record({ client_request_id: 'mine', requester: 'ci' })
    const [line, rest] = (await textOf('jsonl')).split('\n')
    expect(rest).toBe('')
    expect(JSON.parse(line ?? '')).toMatchObject({
      databricks_request_id: id,
      client_request_id: 'mine',
      status_code: 200,
      execution_duration_ms: 40,
      response: '{"answer":1}',
      served_entity_id: 'echo',
      requester: 'ci',
      answer: 'Answer',
    })
  })

  it('is CSV of RFC 4180 in which nothing is a formula', async () => {
    await record({ ...answered('=HYPERLINK("http://evil")'), requester: '+cmd', body: 'a "b",\r\nc' })
    const text = await textOf('csv')
    expect(text).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(text).toContain(",'+cmd,")
    expect(text).toContain('"a ""b"",\r\nc"')
    expect(text.startsWith('databricks_request_id,request_date,client_request_id,request_time,')).toBe(true)
  })

  it('is Parquet that reads back as it was recorded, in several row groups', async () => {
    const long = 'x'.repeat(3 * 1024 * 1024)
    const ids = await record({ body: long }, { body: long }, { body: long }, { ms_total: null, body: null })
    const file = (await bytesOf('parquet')).buffer
    const rows = await parquetReadObjects({ file })
    expect(rows.map((row) => row['databricks_request_id'])).toEqual(ids.toReversed())
    expect(rows[0]).toMatchObject({ execution_duration_ms: null, response: null, status_code: 200n, prompt_tokens: 7n })
    expect(rows[3]?.['response']).toBe(long)
    expect(rows[0]?.['request_time']).toBeInstanceOf(Date)
  })

  it('holds what passes the filter, and nothing where nothing does', async () => {
    await record({ endpoint: 'a' }, { endpoint: 'b' })
    expect((await textOf('jsonl&endpoint=a')).trim().split('\n')).toHaveLength(1)
    const file = (await bytesOf('parquet&endpoint=c')).buffer
    expect(await parquetReadObjects({ file })).toEqual([])
  })
})

describe('what is kept', () => {
  const settings = { maxAgeDays: 3650, maxMegabytes: 1000, unrecordedEndpoints: [] as string[] }

  async function shownInSession(invocationId: string): Promise<void> {
    const paneId = randomUUID()
    const turn = { id: randomUUID(), prompt: 'p', attempts: { [paneId]: [invocationId] } }
    const document = {
      page: 'compare',
      panes: [],
      settings: {
        systemPrompt: '',
        parameters: {},
      },
      turns: [turn],
      setAside: [],
      draft: '',
    }
    const { status } = await test.call('PUT', `/api/sessions/${randomUUID()}`, { revision: 0, title: 's', document })
    expect(status).toBe(200)
  }

  it('is deleted once it is too old, but for what a session shows', async () => {
    const old = { started_at: '2020-01-01T00:00:00.000Z' }
    const [gone, shown, fresh] = await record(old, { ...old, origin: 'page' }, { started_at: new Date().toISOString() })
    await shownInSession(shown ?? '')
    const { json } = await test.call('PUT', '/api/invocations/settings', { ...settings, maxAgeDays: 30 })
    expect((json as unknown as RecordingState).invocations).toBe(2)
    expect((await list()).map(({ id }) => id)).toEqual([fresh, shown])
    expect((await test.call('GET', `/api/invocations/${gone}`)).status).toBe(404)
    expect((await list('?search=question')).map(({ id }) => id)).toEqual([fresh, shown])
  })

  it('is deleted from the oldest on once it is too much', async () => {
    const at = new Date().toISOString()
    const big = { body: 'y'.repeat(4_000_000), started_at: at }
    const ids = await record(big, big, big, big)
    const { json } = await test.call('PUT', '/api/invocations/settings', { ...settings, maxMegabytes: 10 })
    expect((json as unknown as RecordingState).megabytes).toBeLessThan(10)
    expect((await list()).map(({ id }) => id)).toEqual([ids[3], ids[2]])
  })

  it('is deleted on request: chosen ones, or all that pass a filter', async () => {
    const [a, b, c, d] = await record({ endpoint: 'x' }, { endpoint: 'x', origin: 'page' }, {}, {})
    await shownInSession(b ?? '')
    expect((await test.call('DELETE', '/api/invocations', { ids: [d] })).json).toEqual({ deleted: 1, kept: 0 })
    const { json } = await test.call('DELETE', '/api/invocations', { filter: { endpoint: 'x' } })
    expect(json).toEqual({ deleted: 1, kept: 1 })
    expect((await list()).map(({ id }) => id)).toEqual([c, b])
    // What FTS5 keeps of a row that has no text.
    const words = sql.table(test.database.dialect === 'sqlite' ? 'invocation_words_docsize' : 'invocation_words')
    const indexed = sql<{ count: number }>`select count(*) as count from ${words}`
    expect((await indexed.execute(test.database)).rows[0]?.count).toBe(2)
    expect((await test.call('GET', `/api/invocations/${a}`)).status).toBe(404)
  })

  it('is nothing of an endpoint that is switched off, whose calls are answered all the same', async () => {
    await test.call('PUT', '/api/invocations/settings', { ...settings, unrecordedEndpoints: ['echo'] })
    const body = { messages: [{ role: 'user', content: 'secret plans' }] }
    expect((await test.call('POST', '/serving-endpoints/echo/invocations', body)).status).toBe(200)
    const id = randomUUID()
    const run = { id: randomUUID(), sessionId: randomUUID(), invocations: [{ id, endpoint: 'echo', body }] }
    await test.call('POST', '/api/runs', run)
    await test.settle()
    expect(await list()).toEqual([])
    expect(await list('?search=secret')).toEqual([])
    const { json } = await test.call('GET', `/api/invocations/${id}`)
    expect(json).toMatchObject({ request: null, events: [], body: null, requestBody: '{}', remark: notListed })
    expect(JSON.stringify(json['reply'])).toContain('secret plans')

    await test.call('PUT', '/api/invocations/settings', settings)
    await test.call('POST', '/serving-endpoints/echo/invocations', body)
    await test.settle()
    expect(await list()).toHaveLength(1)
  })

  it('refuses settings that keep nothing', async () => {
    expect((await test.call('PUT', '/api/invocations/settings', { ...settings, maxAgeDays: 0 })).status).toBe(400)
  })
})

describe('a search of anything', () => {
  it.each([
    '\0',
    'a\0b',
    '"\0"',
    '\ud800',
    '^a',
    'a + b',
    'NEAR(a b)',
    '{a b}:c',
    "'; drop table invocations; --",
    'é'.repeat(500),
  ])('is answered: %j', async (search) => {
    await record({})
    expect(
      (await test.call('GET', `/api/invocations?search=${encodeURIComponent(search.toWellFormed())}`)).status,
    ).toBe(200)
  })
})
