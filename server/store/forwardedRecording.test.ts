import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ForwardedInvocation } from '../contract/forwardedInvocation.ts'
import { emptyReply } from '../contract/reply.ts'
import type { Database } from './database.ts'
import { packForwarded, unpackForwarded } from './forwardedPacket.ts'
import { readInvocation } from './invocations.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { refuseInvocations, takeInvocations } from './refusal.testing.ts'
import { openTestDatabase } from './testDatabase.testing.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function forwarded(change: Partial<ForwardedInvocation> = {}): ForwardedInvocation {
  const callerBody = bytes('{"messages":[]}')
  return {
    id: randomUUID(),
    endpoint: 'gpt',
    servedModel: 'gpt-1',
    model: 'gpt-5-mini',
    providerLabel: 'OpenAI',
    task: 'llm/v1/chat',
    startedAt: '2026-01-01T00:00:00.000Z',
    requester: 'laptop',
    clientRequestId: 'abc',
    userAgent: 'OpenAI/Python 2.0',
    callerBody,
    sent: { method: 'POST', url: 'https://api.example/v1', headers: { authorization: 'Bearer x' }, body: callerBody },
    response: { status: 200, headers: { 'content-type': 'application/json' } },
    answer: { pieces: [bytes('{"choices":[]}')], marks: [0, 3], bytesOmitted: 0, tail: new Uint8Array(0) },
    isStreamed: false,
    statusCode: 200,
    ended: { type: 'done' },
    timings: { msInLine: 1, msToHeaders: 2, msTotal: 4 },
    secrets: [],
    ...change,
  }
}

function joined({ answer }: ForwardedInvocation): Uint8Array {
  return new Uint8Array(Buffer.concat(answer.pieces))
}

describe('packForwarded', () => {
  it('gives back every record as it was, views of larger buffers included', () => {
    const view = fc
      .tuple(fc.uint8Array({ maxLength: 50 }), fc.nat(50))
      .map(([array, start]) => array.subarray(Math.min(start, array.length)))
    fc.assert(
      fc.property(fc.array(fc.tuple(view, view, fc.array(view), view, fc.boolean())), (all) => {
        const records = all.map(([callerBody, body, answer, tail, isSame]) =>
          forwarded({
            callerBody,
            sent: { method: 'POST', url: 'u', headers: {}, body: isSame ? callerBody : body },
            answer: { pieces: answer, marks: [0, 1.5], bytesOmitted: tail.length, tail },
          }),
        )
        records.push(forwarded({ sent: null, response: null, ended: { type: 'stopped' } }))
        const whole = records.map((record) => ({ ...record, answer: { ...record.answer, pieces: [joined(record)] } }))
        expect(unpackForwarded(packForwarded(records))).toEqual(whole)
      }),
    )
  })
})

describe('recording what API clients ask', () => {
  let folder: string
  let database: Database
  let recorder: Recorder
  let nowMs = 0
  let digested: ForwardedInvocation[]

  beforeEach(() => {
    vi.useFakeTimers()
    nowMs = 0
    digested = []
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
    database = openTestDatabase(folder, {
      digest(record) {
        digested.push(record)
        if (record.clientRequestId === 'poison') throw new Error('cannot be read')
        return {
          reply: { ...emptyReply, status: 'done', usage: { promptTokens: 3, completionTokens: 5 } },
          request: null,
          response: record.response,
          events: [],
          eventsOmitted: 0,
          body: new TextDecoder().decode(joined(record)),
          requestBody: new TextDecoder().decode(record.callerBody),
          userAgent: record.userAgent,
        }
      },
    })
    recorder = createRecorder(database, { maxBytes: 100_000, maxBytesWithoutBodies: 100_000, nowMs: () => nowMs })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await recorder.close()
    await database.destroy()
  })

  const row = (id: string) => database.selectFrom('invocations').selectAll().where('id', '=', id).executeTakeFirst()
  const large = () => forwarded({ answer: { ...forwarded().answer, pieces: [bytes('x'.repeat(40_000))] } })

  it('writes within 10 ms who asked whom for what, and what it took', async () => {
    const record = forwarded()
    recorder.recordForwarded(record)
    await vi.advanceTimersByTimeAsync(10)
    await expect.poll(() => row(record.id)).toBeDefined()
    expect(await row(record.id)).toMatchObject({
      origin: 'api',
      run_id: record.id,
      session_id: null,
      endpoint: 'gpt',
      served_model: 'gpt-1',
      model: 'gpt-5-mini',
      requester: 'laptop',
      client_request_id: 'abc',
      user_agent: 'OpenAI/Python 2.0',
      status: 'done',
      status_code: 200,
      prompt_tokens: 3,
      completion_tokens: 5,
      request_body: '{"messages":[]}',
      remark: null,
    })
    expect(await readInvocation(database, record.id)).toMatchObject({ body: '{"choices":[]}', endpoint: 'gpt' })
  })

  it('keeps what cannot be read as a row, and what came with it whole', async () => {
    const [poison, good] = [forwarded({ clientRequestId: 'poison', ended: { type: 'stopped' } }), forwarded()]
    recorder.recordForwarded(poison)
    recorder.recordForwarded(good)
    await recorder.flush()
    expect(await row(poison.id)).toMatchObject({
      status: 'stopped',
      request_body: '',
      remark: expect.stringContaining('mistake'),
    })
    expect(await row(good.id)).toMatchObject({ request_body: '{"messages":[]}' })
    expect(recorder.saving()).toEqual({ type: 'ok' })
  })

  it('writes more than one commit takes', async () => {
    const ids = Array.from({ length: 1200 }, () => forwarded())
    recorder = createRecorder(database)
    for (const record of ids) recorder.recordForwarded(record)
    await recorder.flush()
    const { rows } = await sql<{ count: number }>`select count(*) as count from invocations`.execute(database)
    expect(rows[0]?.count).toBe(1200)
    expect(digested.map(({ id }) => id)).toEqual(ids.map(({ id }) => id))
  })

  it('gives up bodies before rows where the disk takes nothing, counts the rest, and tells the page for a while', async () => {
    await refuseInvocations(database, 'insert')
    const records = Array.from({ length: 12 }, large)
    for (const record of records) recorder.recordForwarded(record)
    await recorder.flush()
    expect(recorder.saving()).toMatchObject({
      type: 'failed',
      waiting: 9,
      reason: expect.stringMatching(/; 3 invocations were not recorded at all/),
    })
    await takeInvocations(database)
    // An answer of Postgres takes time of its own: the try that is refused may still be under way.
    await expect.poll(() => vi.advanceTimersByTimeAsync(31_000).then(() => row(records[8]?.id ?? ''))).toBeDefined()
    const stored = await Promise.all(records.map(({ id }) => row(id)))
    expect(stored.map((found) => found?.remark ?? null)).toEqual([
      null,
      null,
      ...Array.from({ length: 7 }, () => expect.stringContaining('were not recorded: the disk did not take them')),
      null,
      null,
      null,
    ])
    expect(stored.slice(9)).toEqual([undefined, undefined, undefined])
    expect(stored[2]).toMatchObject({ request_body: '', body: '', origin: 'api' })
    expect(recorder.saving()).toMatchObject({
      type: 'failed',
      reason: expect.stringMatching(/^3 invocations were not/),
    })
    nowMs += 11 * 60_000
    expect(recorder.saving()).toEqual({ type: 'ok' })
    // What was written no longer counts.
    const next = large()
    recorder.recordForwarded(next)
    await recorder.flush()
    expect(await row(next.id)).toMatchObject({ remark: null })
  })

  it('keeps the text of a run when its events no longer fit', async () => {
    await refuseInvocations(database, 'insert')
    for (let index = 0; index < 2; index++) recorder.recordForwarded(large())
    const id = randomUUID()
    recorder.begin({
      id,
      runId: 'r',
      sessionId: null,
      endpoint: 'e',
      model: 'm',
      servedModel: 'm',
      providerLabel: 'p',
      task: 'llm/v1/chat',
      startedAt: '2026',
      requestBody: { messages: ['long'] },
    })
    const reply = {
      ...emptyReply,
      status: 'done' as const,
      choices: [{ text: 'the answer', reasoning: '', toolCalls: [] }],
    }
    const events = [{ atMs: 1, data: 'y'.repeat(30_000) }]
    recorder.end(id, { reply, request: null, response: null, events, eventsOmitted: 0, body: null })
    await takeInvocations(database)
    await recorder.flush()
    expect(await readInvocation(database, id)).toMatchObject({ reply, events: [], eventsOmitted: 1 })
    expect((await row(id))?.remark).toMatch(/were not recorded/)
  })
})
