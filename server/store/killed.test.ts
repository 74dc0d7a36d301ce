import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyReply } from '../contract/reply.ts'
import type { CompareDocument } from '../contract/session.ts'
import { openDatabase, type Database } from './database.ts'
import { createImportWriter, removeUnfinished } from './importWriter.ts'
import { pageRecord } from './invocationRecord.ts'
import { insertInvocations } from './invocations.ts'
import { deleteForEver } from './purge.ts'
import { sessionFacts } from './sessionFacts.ts'
import { deleteSession, saveSession } from './sessions.ts'
import { restoreVersion } from './versionsOfSave.ts'

/**
 * A process can be killed between any two bytes it writes. What it leaves is then its database file and the log (WAL) up
 * to there, over what the log held before. Every such state around a write is made here and opened as at a start: it must
 * be the old or the new version of everything, to the last row, and nothing else.
 * Layout of the log: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
const headerBytes = 32
const frameHeaderBytes = 24
const pageBytes = 4096
const frameBytes = frameHeaderBytes + pageBytes
/** In a frame: its header, the middle of its page, its last byte. */
const cutsInFrame = [0, 1, frameHeaderBytes, frameHeaderBytes + 2048, frameBytes - 1]

interface Files {
  database: Buffer
  log: Buffer
}

const settings = { systemPrompt: '', parameters: {} }
const now = new Date('2026-01-01T00:00:00Z')
const id = '00000000-0000-4000-8000-000000000001'

function compared(draft: string, sent: number): CompareDocument {
  const panes = [{ id: 'pane', endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }]
  const turns = Array.from({ length: sent }, (_, turn) => ({
    id: `turn-${turn}`,
    prompt: `prompt ${turn}`,
    attempts: { pane: [`invocation-${turn}`] },
  }))
  return { page: 'compare', panes, settings, turns, setAside: [], draft }
}

function record(invocationId: string, sessionId: string, text = 'answer') {
  return pageRecord(
    {
      id: invocationId,
      runId: 'r',
      sessionId,
      endpoint: 'echo',
      model: 'echo',
      servedModel: 'echo',
      providerLabel: 'This machine',
      task: 'llm/v1/chat',
      startedAt: '2026-01-01T00:00:00.000Z',
      requestBody: {},
    },
    { reply: { ...emptyReply, status: 'done', choices: [{ text, reasoning: '', toolCalls: [] }] }, remark: null },
  )
}

describe('killed at any byte of a write', () => {
  let folder: string
  let database: Database

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'killed-'))
    database = openDatabase(path.join(folder, 'data'))
    await insertInvocations(database, [record('invocation-0', id), record('invocation-1', id)])
    // Longer than a page, so that a save is several.
    await saveSession(database, id, { revision: 0, title: 'T', document: compared('old '.repeat(3000), 1) }, now)
  })
  afterEach(async () => {
    await database.destroy()
    rmSync(folder, { recursive: true })
  })

  const filesNow = (): Files => ({
    database: readFileSync(path.join(folder, 'data/playground.db')),
    log: readFileSync(path.join(folder, 'data/playground.db-wal')),
  })

  /** Opens a state as a start does, and gives every row of it. */
  async function openState({ database: file, log }: Files): Promise<string> {
    const state = path.join(folder, 'state')
    rmSync(state, { recursive: true, force: true })
    mkdirSync(state)
    writeFileSync(path.join(state, 'playground.db'), file)
    writeFileSync(path.join(state, 'playground.db-wal'), log)
    const opened = openDatabase(state)
    try {
      await removeUnfinished(opened)
      const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(opened)
      expect(check.rows).toEqual([{ integrity_check: 'ok' }])
      const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'
        and sql not like 'create virtual%' order by name`.execute(opened)
      const rows = tables.rows.map(async ({ name }) => [
        name,
        (await sql`select * from ${sql.table(name)}`.execute(opened)).rows,
      ])
      return JSON.stringify(await Promise.all(rows))
    } finally {
      await opened.destroy()
    }
  }

  async function statesAround(write: () => Promise<unknown>) {
    const before = filesNow()
    await write()
    const after = filesNow()
    return { before, after, old: await openState(before), fresh: await openState(after) }
  }

  /** The log up to `cut`, and from there on what it held before. */
  function cutAt({ before, after }: { before: Files; after: Files }, cut: number): Files {
    const log = Buffer.concat([after.log.subarray(0, cut), before.log.subarray(cut)])
    return { database: before.database, log }
  }

  /** Where the write begins in the log. */
  function firstChange({ before, after }: { before: Files; after: Files }): number {
    const end = Math.min(before.log.length, after.log.length)
    for (let at = 0; at < end; at++) if (before.log[at] !== after.log[at]) return at
    return end
  }

  /**
   * What the states of a write are, from its first byte to its last; the same ones in a row are one. `every`: of a long
   * write only some frames, and the last ones.
   */
  async function outcomes(write: () => Promise<unknown>, { every = 1 } = {}): Promise<string[]> {
    const states = await statesAround(write)
    const { before, after, old, fresh } = states
    // Else the test would have to cut the database file too: the log is copied into it only after a thousand pages.
    if (!after.database.equals(before.database)) return ['the database file was written']
    const names = new Map([
      [old, 'old'],
      [fresh, 'new'],
    ])
    const start = firstChange(states)
    const frames = (after.log.length - headerBytes) / frameBytes
    const seen: string[] = []
    for (let frame = 0; frame <= frames; frame++)
      for (const inFrame of cutsInFrame) {
        const cut = headerBytes + frame * frameBytes + inFrame
        if (cut < start || cut > after.log.length) continue
        if (frame % every > 0 && frame < frames - 10) continue
        const outcome = names.get(await openState(cutAt(states, cut))) ?? 'neither'
        if (seen.at(-1) !== outcome) seen.push(outcome)
      }
    return seen
  }

  it('leaves the old or the new document of a save', async () => {
    const save = { revision: 1, title: 'New', document: compared('new '.repeat(3000), 1) }
    expect(await outcomes(() => saveSession(database, id, save, now))).toEqual(['old', 'new'])
  })

  it('leaves a document with its version, or neither', async () => {
    const save = { revision: 1, title: 'New', document: compared('', 2), keepsReplaced: true }
    expect(await outcomes(() => saveSession(database, id, save, now))).toEqual(['old', 'new'])
  })

  it('has gone back, or has not', async () => {
    await saveSession(database, id, { revision: 1, title: 'T', document: compared('typed since', 2) }, now)
    expect(await outcomes(() => restoreVersion(database, { id, number: 1, now }))).toEqual(['old', 'new'])
  })

  it('has imported a whole session, or nothing of it', async () => {
    const imported = '00000000-0000-4000-8000-000000000002'
    expect(
      await outcomes(
        async () => {
          const writer = createImportWriter(database, now)
          // More than is kept waiting: some of it is written ahead of the session.
          for (const number of [1, 2, 3]) {
            const part = { id: `part-${number}`, vectorsId: 'vectors', sessionId: imported, number }
            await writer.addVectors({ ...part, frame: new Uint8Array(600_000).fill(number) })
          }
          const document = { ...compared('', 0), draft: 'imported' }
          writer.addSession({
            id: imported,
            page: 'compare',
            title: 'Imported',
            document: JSON.stringify(document),
            facts: sessionFacts(document),
            tags: ['tag'],
            createdAt: now.toISOString(),
            updatedAt: now.toISOString(),
            pinnedAt: null,
            deletedAt: null,
            heldNames: [],
          })
          await writer.commit()
        },
        { every: 60 },
      ),
    ).toEqual(['old', 'new'])
  })

  it('has purged a session with its versions and replies, or nothing of it', async () => {
    await deleteSession(database, id, now)
    expect(await outcomes(() => deleteForEver(database, id))).toEqual(['old', 'new'])
  })

  it('is new when the log was being copied into the database', async () => {
    const save = { revision: 1, title: 'New', document: compared('new '.repeat(3000), 2) }
    const { before, after, fresh } = await statesAround(() => saveSession(database, id, save, now))
    await sql`pragma wal_checkpoint(full)`.execute(database)
    const copied = filesNow()
    expect(copied.log.equals(after.log)).toBe(true)
    expect(copied.database.equals(before.database)).toBe(false)
    for (let page = 0; page <= copied.database.length; page += pageBytes)
      for (const part of [0, 512, pageBytes / 2]) {
        const file = Buffer.concat([copied.database.subarray(0, page + part), before.database.subarray(page + part)])
        expect(await openState({ database: file, log: after.log })).toBe(fresh)
      }
  })

  it('is old or new when the log begins again over an older one', async () => {
    await sql`pragma wal_checkpoint(full)`.execute(database)
    const save = { revision: 1, title: 'New', document: compared('new '.repeat(3000), 2) }
    const restarted = filesNow()
    expect(await outcomes(() => saveSession(database, id, save, now), { every: 3 })).toEqual(['old', 'new'])
    expect(filesNow().log.subarray(0, headerBytes).equals(restarted.log.subarray(0, headerBytes))).toBe(false)
  })
})
