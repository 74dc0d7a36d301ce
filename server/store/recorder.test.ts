import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyReply, type Reply } from '../contract/reply.ts'
import { openDatabase, type Database } from './database.ts'
import { markInterrupted, readInvocation, readReplies } from './invocations.ts'
import { createRecorder, type Recorder } from './recorder.ts'

const beginning = (id: string) => ({
  id,
  runId: 'r',
  sessionId: null,
  endpoint: 'echo',
  model: 'echo',
  servedModel: 'echo',
  providerLabel: 'This machine',
  task: 'llm/v1/chat' as const,
  startedAt: '2026-01-01T00:00:00.000Z',
  requestBody: { messages: [] },
})

const replyWith = (text: string, status: Reply['status'] = 'streaming'): Reply => ({
  ...emptyReply,
  status,
  lastTokenAtMs: 7,
  choices: [{ text, reasoning: '', toolCalls: [] }],
})

const ending = (text: string) => ({
  reply: replyWith(text, 'done'),
  request: { method: 'POST', url: 'http://x/', headers: {}, body: '{}' },
  response: { status: 200, headers: {} },
  events: [{ atMs: 1, data: text }],
  eventsOmitted: 0,
  body: null,
})

const textOf = (reply: Reply | undefined) => reply?.choices[0]?.text

describe('recorder', () => {
  let folder: string
  let database: Database
  let recorder: Recorder

  beforeEach(() => {
    vi.useFakeTimers()
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
    database = openDatabase(folder)
    recorder = createRecorder(database)
  })
  afterEach(async () => {
    vi.useRealTimers()
    await recorder.close()
    await database.destroy()
  })

  const stored = async (id: string) => textOf((await readReplies(database, [id]))[0]?.reply)
  const changes = async () => {
    const { rows } = await sql<{ count: number }>`select total_changes() as count`.execute(database)
    return rows[0]?.count ?? 0
  }
  const refuseWrites = () =>
    sql`create trigger full before update on invocations begin select raise(abort, 'disk full'); end`.execute(database)

  it('writes what arrived within a second, and the end within 10 ms', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    await recorder.flush()
    recorder.progress(id, replyWith('par'))
    recorder.progress(id, replyWith('partial'))
    expect(await stored(id)).toBe('')
    await vi.advanceTimersByTimeAsync(1000)
    await recorder.flush()
    expect(await stored(id)).toBe('partial')
    recorder.end(id, ending('partial and whole'))
    await vi.advanceTimersByTimeAsync(10)
    expect(await stored(id)).toBe('partial and whole')
    expect(await readInvocation(database, id)).toMatchObject({ events: [{ data: 'partial and whole' }], model: 'echo' })
    expect(recorder.unsaved(id)).toBeUndefined()
  })

  it('writes what ended within one moment in one commit, each answer once', async () => {
    const ids = Array.from({ length: 5 }, () => randomUUID())
    const before = await changes()
    for (const id of ids) recorder.begin(beginning(id))
    for (const id of ids) recorder.end(id, ending(id))
    await vi.advanceTimersByTimeAsync(10)
    expect(await stored(ids[4] ?? '')).toBe(ids[4])
    // Its row, and its place in the queue of the list.
    expect((await changes()) - before).toBe(10)
  })

  it('reads what is not written yet from memory', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    await recorder.flush()
    recorder.progress(id, replyWith('only in memory'))
    expect(textOf((await recorder.replies([id]))[0]?.reply)).toBe('only in memory')
    expect(recorder.unsaved(id)?.reply.choices[0]?.text).toBe('only in memory')
  })

  it('keeps what a refusing disk did not take, says so, and writes it when it can', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    await recorder.flush()
    await refuseWrites()
    recorder.end(id, ending('kept'))
    await recorder.flush()
    expect(recorder.saving()).toMatchObject({ type: 'failed', waiting: 1 })
    expect(textOf((await recorder.replies([id]))[0]?.reply)).toBe('kept')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await stored(id)).toBe('')
    await sql`drop trigger full`.execute(database)
    await vi.advanceTimersByTimeAsync(31_000)
    expect(await stored(id)).toBe('kept')
    expect(recorder.saving()).toEqual({ type: 'ok' })
  })

  it('says that the disk is full when SQLite says so, and recovers when there is room', async () => {
    await sql`pragma max_page_count = 20`.execute(database)
    const id = randomUUID()
    recorder.begin(beginning(id))
    recorder.end(id, ending('x'.repeat(200_000)))
    await recorder.flush()
    expect(recorder.saving()).toMatchObject({ type: 'failed', reason: 'the disk is full' })
    await sql`pragma max_page_count = 100000`.execute(database)
    await vi.advanceTimersByTimeAsync(2000)
    await recorder.flush()
    expect(recorder.saving()).toEqual({ type: 'ok' })
    expect((await stored(id))?.length).toBe(200_000)
  })

  it('lets one row that cannot be written keep no other out', async () => {
    const [bad, good] = [randomUUID(), randomUUID()]
    recorder.begin(beginning(bad))
    recorder.begin(beginning(good))
    await recorder.flush()
    await sql`create trigger one before update on invocations when new.reply like '%poison%' begin select raise(abort, 'no'); end`.execute(
      database,
    )
    recorder.end(bad, ending('poison'))
    recorder.end(good, ending('fine'))
    await recorder.flush()
    expect(await stored(good)).toBe('fine')
    expect(recorder.saving()).toMatchObject({ type: 'failed', waiting: 1 })
  })

  it('never overwrites an earlier invocation whose id is sent again', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    recorder.end(id, ending('first'))
    await recorder.flush()
    recorder.begin(beginning(id))
    await recorder.flush()
    recorder.end(id, ending('second'))
    await recorder.flush()
    expect(await stored(id)).toBe('first')
  })

  it('writes what is left when it closes', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    recorder.progress(id, replyWith('last words'))
    await recorder.close()
    expect(await stored(id)).toBe('last words')
  })
})

describe('after kill -9', () => {
  it('has every acknowledged save, an intact database, and the unfinished marked as interrupted', async () => {
    for (const msToLive of [0, 20, 60]) {
      const folder = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
      const script = `
        import { randomUUID } from 'node:crypto'
        import { openDatabase } from ${JSON.stringify(path.join(import.meta.dirname, 'database.ts'))}
        import { createRecorder } from ${JSON.stringify(path.join(import.meta.dirname, 'recorder.ts'))}
        const recorder = createRecorder(openDatabase(${JSON.stringify(folder)}))
        const reply = (text, status) => ({ status, ahead: 0, lastTokenAtMs: 7, choices: [{ text, reasoning: '', toolCalls: [] }] })
        for (;;) {
          const [ended, cut] = [randomUUID(), randomUUID()]
          for (const id of [ended, cut])
            recorder.begin({ id, runId: 'r', sessionId: null, endpoint: 'e', model: 'm', servedModel: 'm', providerLabel: 'p', task: 'llm/v1/chat', startedAt: '2026', requestBody: {} })
          recorder.progress(cut, reply('partial ' + cut, 'streaming'))
          recorder.end(ended, { reply: reply('whole ' + ended, 'done'), request: null, response: null, events: [], eventsOmitted: 0, body: null })
          await recorder.flush()
          process.stdout.write(ended + ' ' + cut + '\\n')
        }`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let output = ''
      child.stdout.on('data', (part: Buffer) => (output += part.toString()))
      await once(child.stdout, 'data')
      await new Promise((resolve) => setTimeout(resolve, msToLive))
      child.kill('SIGKILL')
      await once(child, 'close')
      const acknowledged = output
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' '))
      expect(acknowledged.length).toBeGreaterThan(0)

      const sqlite = new DatabaseSync(path.join(folder, 'playground.db'))
      expect(sqlite.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
      sqlite.close()
      const database = openDatabase(folder)
      await markInterrupted(database)
      const rows = new Map((await readReplies(database, acknowledged.flat())).map((row) => [row.id, row.reply]))
      for (const [ended = '', cut = ''] of acknowledged) {
        expect(rows.get(ended)).toMatchObject({ status: 'done', choices: [{ text: `whole ${ended}` }] })
        expect(rows.get(cut)).toMatchObject({
          status: 'interrupted',
          choices: [{ text: `partial ${cut}` }],
          endedAtMs: 7,
        })
      }
      expect(await markInterrupted(database)).toBe(0)
      await database.destroy()
    }
  })
})
