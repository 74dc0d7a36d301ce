import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyReply } from '../contract/reply.ts'
import { compareDocumentSchema, type CompareDocument } from '../contract/session.ts'
import { invocationIdsOf } from './copyDocument.ts'
import type { Database } from './database.ts'
import { openTestDatabase } from './testDatabase.testing.ts'
import { insertInvocations, readReplies } from './invocations.ts'
import { purgeDeleted } from './purge.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions } from './sessionList.ts'
import { changeSession, deleteSession, duplicateSession, readSession, restoreSession, saveSession } from './sessions.ts'

const settings = { systemPrompt: '', parameters: {} }

function documentWith(attempts: string[]): CompareDocument {
  const paneId = randomUUID()
  return {
    page: 'compare',
    panes: [{ id: paneId, endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }],
    settings,
    turns: [
      { id: randomUUID(), prompt: 'Hi \u0000 \ud800 🙂', attempts: { [paneId]: attempts }, shown: { [paneId]: 1 } },
    ],
    setAside: [[{ id: randomUUID(), prompt: 'old', attempts: { [paneId]: attempts.slice(0, 1) } }]],
    draft: '',
  }
}

function invocation(id: string, sessionId: string) {
  return {
    id,
    run_id: 'r',
    session_id: sessionId,
    endpoint: 'echo',
    model: 'echo',
    provider_label: 'This machine',
    task: 'llm/v1/chat',
    started_at: '2026-01-01T00:00:00.000Z',
    status: 'done',
    origin: 'page',
    served_model: 'echo',
    status_code: 200,
    client_request_id: null,
    requester: null,
    user_agent: null,
    prompt_tokens: null,
    completion_tokens: null,
    ms_to_first_token: null,
    ms_total: null,
    remark: null,
    reply: JSON.stringify({ ...emptyReply, status: 'done' }),
    request_body: '{}',
    request: null,
    response: null,
    events: '[]',
    events_omitted: 0,
    body: null,
  }
}

describe('sessions', () => {
  let database: Database
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
  const save = (id: string, revision: number, title = 'T', minute = 0, document = documentWith([])) =>
    saveSession(database, id, { revision, title, document }, at(minute))

  beforeEach(() => {
    database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data'))
  })
  afterEach(() => database.destroy())

  it('gives back what was saved, every character of it', async () => {
    const id = randomUUID()
    const document = documentWith([randomUUID()])
    await save(id, 0, '  Tit"le \n <b>', 0, document)
    expect(await readSession(database, id)).toMatchObject({ title: '  Tit"le \n <b>', revision: 1, document })
  })

  it('takes a save on the stored revision, refuses one on an older, and shows what is stored', async () => {
    const id = randomUUID()
    await save(id, 0)
    expect(await save(id, 1, 'mine')).toMatchObject({ type: 'saved', session: { revision: 2 } })
    expect(await save(id, 1, 'theirs')).toMatchObject({ type: 'conflict', stored: { title: 'mine', revision: 2 } })
    expect(await save(id, 0, 'theirs')).toMatchObject({ type: 'conflict', stored: { title: 'mine' } })
    expect(await save(randomUUID(), 3)).toEqual({ type: 'gone' })
  })

  it('lets exactly one of many saves at once through', async () => {
    const id = randomUUID()
    await save(id, 0)
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => save(id, 1, `title ${index}`)))
    expect(results.filter((result) => result.type === 'saved')).toHaveLength(1)
  })

  it('lists newest first, page by page, without doubles or gaps while another is saved', async () => {
    const ids: string[] = []
    for (let minute = 0; minute < 7; minute++) {
      const id = randomUUID()
      ids.unshift(id)
      // Two share a moment.
      await save(id, 0, `t${minute}`, Math.min(minute, 5))
    }
    const first = await listSessions(database, { limit: 3 })
    await save(randomUUID(), 0, 'late', 9)
    const second = await listSessions(database, { limit: 3, ...(first.cursor && { cursor: first.cursor }) })
    const third = await listSessions(database, { limit: 3, ...(second.cursor && { cursor: second.cursor }) })
    const seen = [...first.sessions, ...second.sessions, ...third.sessions].map((session) => session.id)
    expect(seen.toSorted()).toEqual(ids.toSorted())
    expect(third.cursor).toBeUndefined()
    expect((await listSessions(database, { limit: 3, cursor: "x'; drop table sessions; --" })).sessions).toBeDefined()
  })

  it('finds by every word of the title, whatever its case, and takes no sign for a pattern', async () => {
    const titles = ['Refund mail, three tones', 'Ärger mit 100 % Rabatt', 'a_b', 'axb', 'Ответ на письмо']
    for (const title of titles) await save(randomUUID(), 0, title)
    await createSessionIndex(database, () => at(1)).settle()
    const find = async (q: string) => (await listSessions(database, { limit: 9, q })).sessions.map(({ title }) => title)
    expect(await find('TONES refund')).toEqual([titles[0]])
    expect(await find('refund letter')).toEqual([])
    expect(await find('ärger')).toEqual([titles[1]])
    expect(await find('ПИСЬМО ответ')).toEqual([titles[4]])
    expect(await find('100 %')).toEqual([titles[1]])
    expect(await find('a_b')).toEqual([titles[2]])
    expect(await find('  ')).toHaveLength(5)
    expect(await find("'; drop table sessions; --")).toEqual([])
  })

  it('hides a deleted session until it is restored', async () => {
    const id = randomUUID()
    await save(id, 0)
    expect(await deleteSession(database, id, at(1))).toBe(true)
    expect(await deleteSession(database, id, at(1))).toBe(false)
    expect(await readSession(database, id)).toBeUndefined()
    expect(await save(id, 1)).toEqual({ type: 'gone' })
    expect(await restoreSession(database, id)).toBe(true)
    expect(await readSession(database, id)).toBeDefined()
  })

  it('renames without a revision, so that the next save of the document still fits', async () => {
    const id = randomUUID()
    await save(id, 0)
    expect(await changeSession(database, id, { title: 'New' }, at(1))).toBe(true)
    expect((await readSession(database, id))?.title).toBe('New')
    expect(await save(id, 1, 'New')).toMatchObject({ type: 'saved' })
  })

  it('duplicates with new ids for panes and turns and the ended replies shared', async () => {
    const [ended, live] = [randomUUID(), randomUUID()]
    const id = randomUUID()
    const document = documentWith([live, ended])
    await save(id, 0, 'T', 0, document)
    const copy = await duplicateSession(database, id, { newId: randomUUID, now: at(1), isEnded: (i) => i === ended })
    const copied = compareDocumentSchema.parse(copy?.document)
    const paneId = copied.panes[0]?.id ?? ''
    expect(paneId).not.toBe(document.panes[0]?.id)
    expect(copied.turns[0]?.id).not.toBe(document.turns[0]?.id)
    expect(copied.turns[0]?.attempts).toEqual({ [paneId]: [ended] })
    expect(copied.turns[0]?.shown).toEqual({ [paneId]: 0 })
    expect(copied.turns[0]?.prompt).toBe(document.turns[0]?.prompt)
    expect(copy?.title).toBe('T (copy)')
  })

  it('purges what was deleted a month ago, with its replies, but not those a copy shows', async () => {
    const [shared, own] = [randomUUID(), randomUUID()]
    const id = randomUUID()
    await save(id, 0, 'T', 0, documentWith([own, shared]))
    await insertInvocations(database, [invocation(own, id), invocation(shared, id)])
    const copy = await duplicateSession(database, id, { newId: randomUUID, now: at(0), isEnded: (i) => i === shared })
    await deleteSession(database, id, at(0))
    const days = (count: number) => new Date(at(0).getTime() + count * 86_400_000)
    expect(await purgeDeleted(database, days(29))).toBe(0)
    expect(await purgeDeleted(database, days(31))).toBe(1)
    expect((await readReplies(database, [own, shared])).map((row) => row.id)).toEqual([shared])
    expect(invocationIdsOf((await readSession(database, copy?.id ?? ''))?.document ?? documentWith([]))).toEqual([
      shared,
    ])
    expect(await restoreSession(database, id)).toBe(false)
  })
})
