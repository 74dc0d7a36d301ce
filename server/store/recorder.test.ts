import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from './database.ts'
import { readInvocation, readReplies } from './invocations.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { beginning, ending, replyWith, textOf } from './recorder.testing.ts'
import { refuseInvocations, takeInvocations } from './refusal.testing.ts'
import { openTestDatabase } from './testDatabase.testing.ts'

describe('recorder', () => {
  let folder: string
  let database: Database
  let recorder: Recorder

  beforeEach(() => {
    vi.useFakeTimers()
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
    database = openTestDatabase(folder)
    recorder = createRecorder(database)
  })
  afterEach(async () => {
    vi.useRealTimers()
    await recorder.close()
    await database.destroy()
  })

  const stored = async (id: string) => textOf((await readReplies(database, [id]))[0]?.reply)

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
    await expect.poll(() => stored(id)).toBe('partial and whole')
    expect(await readInvocation(database, id)).toMatchObject({ events: [{ data: 'partial and whole' }], model: 'echo' })
    expect(recorder.unsaved(id)).toBeUndefined()
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
    await refuseInvocations(database, 'update')
    recorder.end(id, ending('kept'))
    await recorder.flush()
    expect(recorder.saving()).toMatchObject({ type: 'failed', waiting: 1 })
    expect(textOf((await recorder.replies([id]))[0]?.reply)).toBe('kept')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await stored(id)).toBe('')
    await takeInvocations(database)
    // An answer of Postgres takes time of its own: the try that is refused may still be under way.
    await expect.poll(() => vi.advanceTimersByTimeAsync(31_000).then(() => recorder.saving())).toEqual({ type: 'ok' })
    expect(await stored(id)).toBe('kept')
  })

  it('lets one row that cannot be written keep no other out', async () => {
    const [bad, good] = [randomUUID(), randomUUID()]
    recorder.begin(beginning(bad))
    recorder.begin(beginning(good))
    await recorder.flush()
    await refuseInvocations(database, 'update', 'poison')
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
