import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyReply, type Reply } from '../contract/reply.ts'
import { Database, openDatabase } from './database.ts'
import { readInvocation, readReplies } from './invocations.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { StoreError } from './storeError.ts'
import { startStoreThread, type StoreThread } from './storeThread.ts'

/** The store's thread, but it ends where a statement or a record says so, once. */
const mortalThread = (folder: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  import { parentPort, workerData } from 'node:worker_threads'
  import { serveStore } from ${JSON.stringify(path.join(import.meta.dirname, 'serveStore.ts'))}
  const once = (name) => !existsSync(${JSON.stringify(folder)} + name) && (writeFileSync(${JSON.stringify(folder)} + name, ''), true)
  let isEndingAfter = false
  parentPort.on('message', (message) => {
    const text = JSON.stringify(message)
    if (text.includes('end before') && once('before')) process.exit(3)
    isEndingAfter = text.includes('end after')
  })
  const port = {
    on: parentPort.on.bind(parentPort),
    close: parentPort.close.bind(parentPort),
    postMessage(message) {
      if (message.type === 'written' && isEndingAfter && once('after')) process.exit(3)
      parentPort.postMessage(message)
    },
  }
  serveStore(port, workerData, () => { throw new Error('no digest') })`

const replyWith = (text: string, status: Reply['status']): Reply => ({
  ...emptyReply,
  status,
  choices: [{ text, reasoning: '', toolCalls: [] }],
})

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

const ending = (text: string) => ({
  reply: replyWith(text, 'done'),
  request: null,
  response: null,
  events: [{ atMs: 1, data: text }],
  eventsOmitted: 0,
  body: null,
})

describe('the store in a thread of its own', () => {
  let folder: string
  let thread: StoreThread
  let database: Database
  let recorder: Recorder
  let crashes: unknown[]

  const start = (): StoreThread => {
    const entry = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'thread.mjs')
    writeFileSync(entry, mortalThread(path.dirname(entry)))
    return startStoreThread({ entry, place: { dialect: 'sqlite', folder }, onCrash: (error) => crashes.push(error) })
  }
  const stored = async (id: string) => (await readReplies(database, [id]))[0]?.reply.choices[0]?.text
  /** The recorder's own timers, without waiting for them. */
  const flushUntilSaved = async () => {
    for (let tries = 0; tries < 20; tries++) {
      await recorder.flush()
      if (recorder.saving().type === 'ok') return
    }
  }

  beforeEach(async () => {
    crashes = []
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
    thread = start()
    await thread.opened
    database = new Database(thread)
    recorder = createRecorder(database)
  })
  afterEach(async () => {
    await recorder.close()
    await database.destroy()
  })

  it('stores what it is given, long replies too, and gives back the very bytes', async () => {
    const id = randomUUID()
    const long = 'ü🙂 '.repeat(20_000)
    recorder.begin(beginning(id))
    recorder.end(id, ending(long))
    await recorder.flush()
    expect(await stored(id)).toBe(long)
    const frame = Uint8Array.from([0, 255, 1])
    await database
      .insertInto('vector_blocks')
      .values({ id: 'v', vectors_id: 'v', session_id: null, created_at: '2026', frame })
      .execute()
    expect(await database.selectFrom('vector_blocks').select('frame').execute()).toEqual([{ frame }])
  })

  it('refuses a folder in use with the sentence for the person who started it', async () => {
    const second = start()
    await expect(second.opened).rejects.toThrow(StoreError)
    await expect(second.opened).rejects.toThrow(/Another AI Playground is using the data folder/)
    await second.close()
    expect(crashes).toEqual([])
  })

  it("keeps SQLite's code of an error", async () => {
    const insert = sql`insert into migrations (version, name, at) values (1, 'twice', '')`.execute(database)
    await expect(insert).rejects.toMatchObject({
      errcode: expect.any(Number),
      message: expect.stringMatching(/UNIQUE/),
    })
  })

  it.each(['end before', 'end after'])('loses nothing when it ends in the middle of a commit (%s)', async (when) => {
    const [cut, other] = [randomUUID(), randomUUID()]
    recorder.begin(beginning(cut))
    recorder.end(cut, ending(when))
    recorder.begin(beginning(other))
    recorder.end(other, ending('beside it'))
    await recorder.flush()
    expect(crashes).toHaveLength(1)
    expect(recorder.saving()).toMatchObject({ type: 'failed', waiting: 2 })
    expect(recorder.unsaved(cut)?.reply.choices[0]?.text).toBe(when)
    await flushUntilSaved()
    expect(await stored(cut)).toBe(when)
    expect(await stored(other)).toBe('beside it')
    expect(recorder.unsaved(cut)).toBeUndefined()
  })

  it('goes on with an invocation that began before it ended', async () => {
    const id = randomUUID()
    recorder.begin(beginning(id))
    recorder.progress(id, replyWith('end after', 'streaming'))
    await recorder.flush()
    expect(crashes).toHaveLength(1)
    recorder.end(id, ending('whole'))
    await flushUntilSaved()
    expect(await readInvocation(database, id)).toMatchObject({ reply: { status: 'done' }, events: [{ data: 'whole' }] })
  })

  it('refuses the second half of a transaction whose first half it lost', async () => {
    const halves = database.transaction().execute(async (transaction) => {
      const insert = (id: string) =>
        transaction
          .insertInto('vector_blocks')
          .values({ id, vectors_id: 'v', session_id: null, created_at: '2026', frame: Uint8Array.of(1) })
          .execute()
      await insert('first')
      await sql`select 'end before'`.execute(transaction).catch(() => undefined)
      await insert('second')
    })
    await expect(halves).rejects.toThrow(/transaction was lost/)
    expect(await database.selectFrom('vector_blocks').select('id').execute()).toEqual([])
  })

  it('leaves the folder to the next when it is closed', async () => {
    await database.destroy()
    const next = openDatabase(folder)
    expect(await next.selectFrom('sessions').select('id').execute()).toEqual([])
    await next.destroy()
  })
})
