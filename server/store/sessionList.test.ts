import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionFilter } from '../contract/session.ts'
import type { Database } from './database.ts'
import { openTestDatabase } from './testDatabase.testing.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions, readSessionRow, sessionFacets } from './sessionList.ts'
import { changeSession, deleteSession, saveSession } from './sessions.ts'
import { answer, at, comparison, newFolder, saveNew } from './sessions.testing.ts'

describe('the list of sessions', () => {
  let database: Database
  beforeEach(() => {
    database = openTestDatabase(newFolder())
  })
  afterEach(() => database.destroy())

  const titles = async (filter: SessionFilter) =>
    (await listSessions(database, { limit: 100, ...filter })).sessions.map(({ title }) => title)

  it('filters by page, endpoint, task, tags, time, failures and pins, and by all of them together', async () => {
    const failed = await answer(database, '', { endpoint: 'gpt', reply: { status: 'failed' } })
    const first = await saveNew(database, comparison(['x'], { answers: [failed], endpoint: 'gpt' }), {
      title: 'first',
      minute: 1,
    })
    const second = await saveNew(database, comparison([], { endpoint: 'claude' }), { title: 'second', minute: 2 })
    const query = {
      page: 'query' as const,
      text: '{}',
      panes: [{ id: randomUUID(), endpoint: 'gpt', hue: 0 }],
      sends: [],
    }
    await saveNew(database, query, { title: 'third', minute: 3 })
    await changeSession(database, first, { tags: ['Red', 'blue'], isPinned: true }, at(9))
    await changeSession(database, second, { tags: ['RED'] }, at(9))
    await createSessionIndex(database, () => at(9)).settle()
    expect(await titles({})).toEqual(['third', 'second', 'first'])
    expect(await titles({ page: 'query' })).toEqual(['third'])
    expect(await titles({ endpoint: 'gpt' })).toEqual(['third', 'first'])
    expect(await titles({ endpoint: 'GPT' })).toEqual([])
    expect(await titles({ task: 'llm/v1/chat' })).toEqual(['second', 'first'])
    expect(await titles({ tag: ['red'] })).toEqual(['second', 'first'])
    expect(await titles({ tag: ['rEd', 'BLUE'] })).toEqual(['first'])
    expect(await titles({ tag: ['re'] })).toEqual([])
    expect(await titles({ since: at(2).toISOString() })).toEqual(['third', 'second'])
    expect(await titles({ until: '2026-01-01T02:02:00+02:00' })).toEqual(['first'])
    expect(await titles({ failed: true })).toEqual(['first'])
    expect(await titles({ failed: false })).toEqual(['third', 'second'])
    expect(await titles({ pinned: true })).toEqual(['first'])
    expect(await titles({ pinned: false })).toEqual(['third', 'second'])
    const all: SessionFilter = { page: 'compare', endpoint: 'gpt', task: 'llm/v1/chat', failed: true, pinned: true }
    all.tag = ['red']
    expect(await titles({ ...all, q: 'firs', since: at(1).toISOString() })).toEqual(['first'])
    expect(await titles({ ...all, q: 'second' })).toEqual([])
  })

  it('says how many pass on all pages, and gives every one of them once, whatever is saved in between', async () => {
    const ids: string[] = []
    for (let minute = 0; minute < 7; minute++)
      // Two share a moment.
      ids.push(await saveNew(database, comparison(['word']), { minute: Math.min(minute, 5) }))
    await createSessionIndex(database, () => at(9)).settle()
    for (const q of [undefined, 'word']) {
      const seen: string[] = []
      for (let cursor: string | undefined; ;) {
        const page = await listSessions(database, { limit: 3, cursor, q })
        expect(page.total).toBeGreaterThanOrEqual(7)
        seen.push(...page.sessions.map(({ id }) => id))
        cursor = page.cursor
        if (cursor === undefined) break
        await saveNew(database, comparison(['later']), { minute: 9 })
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(ids.every((id) => seen.includes(id))).toBe(true)
    }
  })

  it('lists the bin apart, the one deleted last first', async () => {
    const older = await saveNew(database, comparison([]), { title: 'changed last', minute: 5 })
    const newer = await saveNew(database, comparison([]), { title: 'deleted last', minute: 1 })
    await saveNew(database, comparison([]), { title: 'kept' })
    await deleteSession(database, older, at(6))
    await deleteSession(database, newer, at(7))
    expect(await titles({})).toEqual(['kept'])
    expect(await titles({ bin: true })).toEqual(['deleted last', 'changed last'])
    const first = await listSessions(database, { limit: 1, bin: true })
    expect(first.total).toBe(2)
    expect((await listSessions(database, { limit: 1, bin: true, cursor: first.cursor })).sessions[0]?.id).toBe(older)
  })

  it('keeps tags and pin beside the document: neither is a change, and a save does not lose them', async () => {
    const document = comparison(['x'])
    const id = await saveNew(database, document, { minute: 1 })
    await changeSession(database, id, { tags: ['One', 'one', 'Two'], isPinned: true }, at(2))
    await saveSession(database, id, { revision: 1, title: 'T', document: { ...document, draft: 'y' } }, at(3))
    expect(await readSessionRow(database, id)).toMatchObject({
      title: 'T',
      tags: ['one', 'Two'],
      pinnedAt: at(2).toISOString(),
      updatedAt: at(3).toISOString(),
    })
    await changeSession(database, id, { isPinned: true }, at(8))
    expect((await readSessionRow(database, id))?.pinnedAt).toBe(at(2).toISOString())
    await changeSession(database, id, { tags: [], isPinned: false }, at(9))
    expect(await readSessionRow(database, id)).toMatchObject({
      tags: [],
      pinnedAt: null,
      updatedAt: at(3).toISOString(),
    })
    expect(await changeSession(database, randomUUID(), { isPinned: true }, at(9))).toBe(false)
  })

  it('names what there is to filter by, the most frequent first, without the bin', async () => {
    const ids = await Promise.all(
      ['gpt', 'gpt', 'claude', 'gone'].map((endpoint) => saveNew(database, comparison([], { endpoint }))),
    )
    await changeSession(database, ids[0] ?? '', { tags: ['seldom', 'often'], isPinned: true }, at(1))
    await changeSession(database, ids[1] ?? '', { tags: ['Often'] }, at(1))
    await deleteSession(database, ids[3] ?? '', at(1))
    expect(await sessionFacets(database)).toEqual({
      tags: [
        { name: expect.stringMatching(/^often$/i), count: 2 },
        { name: 'seldom', count: 1 },
      ],
      endpoints: [
        { name: 'gpt', count: 2 },
        { name: 'claude', count: 1 },
      ],
      pages: [{ name: 'compare', count: 3 }],
      tasks: [{ name: 'llm/v1/chat', count: 3 }],
      total: 3,
      pinned: 1,
      bin: 1,
    })
  })
})
