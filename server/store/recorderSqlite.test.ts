import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from './database.ts'
import { markInterrupted, readReplies } from './invocations.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { beginning, ending, textOf } from './recorder.testing.ts'
import { newFolder } from './sessions.testing.ts'

/** What only SQLite's file can be asked. */
describe('the recorder, over SQLite', () => {
  let database: Database
  let recorder: Recorder

  beforeEach(() => {
    vi.useFakeTimers()
    database = openDatabase(newFolder())
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
})

describe('after kill -9', () => {
  it('has every acknowledged save, an intact database, and the unfinished marked as interrupted', async () => {
    for (const msToLive of [0, 20, 60]) {
      const folder = newFolder()
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
