import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EmbedDocument } from '../contract/embedDocument.ts'
import type { CompareDocument, SessionDocument } from '../contract/session.ts'
import { encodeVectorFrame } from '../contract/vectorFrame.ts'
import type { Database } from './database.ts'
import { openTestDatabase } from './testDatabase.testing.ts'
import { insertInvocations, readReplies } from './invocations.ts'
import { pageRecord } from './invocationRecord.ts'
import { emptyReply } from '../contract/reply.ts'
import { purgeDeleted } from './purge.ts'
import { purgeInvocations } from './purgeInvocations.ts'
import { deleteSession, insertCopy, readSession, saveSession } from './sessions.ts'
import { listVersions, readVersion, versionBounds } from './sessionVersions.ts'
import { restoreVersion } from './versionsOfSave.ts'

const settings = { systemPrompt: '', parameters: {} }
const now = new Date('2026-01-01T00:00:00Z')

function compared(prompts: Record<string, string[]>, draft = ''): CompareDocument {
  const panes = [{ id: 'pane', endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }]
  const turns = Object.entries(prompts).map(([prompt, ids]) => ({ id: prompt, prompt, attempts: { pane: ids } }))
  return { page: 'compare', panes, settings, turns, setAside: [], draft }
}

function embedded(vectorsId: string, texts: string[]): EmbedDocument {
  return {
    page: 'embed',
    texts: texts.map((text, id) => ({ id, text })),
    models: [{ id: 'model', endpoint: 'near', hue: 0, prefix: '', extra: '', vectorsId, isNormalised: false }],
    metric: 'cosine',
    tolerance: 0.001,
    neighbours: 5,
    batchSize: 32,
    query: '',
  }
}

describe('versions of a session', () => {
  let database: Database
  let id: string

  beforeEach(() => {
    database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'versions-')), 'data'))
    id = randomUUID()
  })
  afterEach(() => database.destroy())

  const save = (revision: number, document: SessionDocument, keepsReplaced?: boolean) =>
    saveSession(database, id, { revision, title: 'T', document, keepsReplaced }, now)
  const list = async () => (await listVersions(database, id)).map(({ number, why, words }) => [number, why, words])
  const insert = (invocationId: string, sessionId = id) =>
    insertInvocations(database, [
      pageRecord(
        {
          id: invocationId,
          runId: 'r',
          sessionId,
          endpoint: 'echo',
          model: 'echo',
          servedModel: 'echo',
          providerLabel: 'This machine',
          task: 'llm/v1/chat',
          startedAt: '2020-01-01T00:00:00.000Z',
          requestBody: {},
        },
        { reply: { ...emptyReply, status: 'done' }, remark: null },
      ),
    ])
  const block = (vectorsId: string, at: string, sessionId = id, textIds = [0]) =>
    database
      .insertInto('vector_blocks')
      .values({
        id: randomUUID(),
        vectors_id: vectorsId,
        session_id: sessionId,
        created_at: at,
        frame: encodeVectorFrame({
          header: { invocationId: null, textIds, dimensions: textIds.map(() => 1) },
          values: new Float32Array(textIds),
        }),
      })
      .execute()

  it('are kept where something was sent, and not where something was typed', async () => {
    await save(0, compared({}, 'typing'))
    await save(1, compared({ 'First words': ['a'] }))
    await save(2, compared({ 'First words': ['a'] }, 'typing again'))
    await save(3, compared({ 'First words': ['a'], Second: ['b'] }))
    expect(await list()).toEqual([
      [2, 'sent', 'Second'],
      [1, 'sent', 'First words'],
    ])
    expect((await readVersion(database, id, 1))?.document).toEqual(compared({ 'First words': ['a'] }))
  })

  it('keep what a merge replaces', async () => {
    await save(0, compared({}, 'theirs'))
    await save(1, compared({}, 'ours'), true)
    expect(await list()).toEqual([[1, 'elsewhere', 'theirs']])
    expect((await save(1, compared({}, 'late'), true)).type).toBe('conflict')
    expect(await list()).toHaveLength(1)
  })

  it('keep an Embed page as it was embedded when it is about to be changed', async () => {
    await save(0, embedded('v1', ['one']))
    await save(1, embedded('v1', ['one', 'two']))
    expect(await list()).toEqual([])
    await block('v1', '2026-01-01T00:00:01.000Z')
    await save(2, embedded('v2', ['three']))
    await save(3, embedded('v2', ['three', 'four']))
    expect(await list()).toEqual([[1, 'sent', 'one']])
    expect((await readVersion(database, id, 1))?.document).toEqual(embedded('v1', ['one', 'two']))
  })

  it('keep what was embedded, also where its vectors came before it was saved', async () => {
    await save(0, embedded('v1', ['one']))
    await block('v1', '2026-01-01T00:00:01.000Z', id, [0, 1])
    await save(1, embedded('v1', ['one', 'two']))
    expect(await list()).toEqual([])
    await save(2, embedded('v1', ['one', 'two', 'three']))
    expect(await list()).toEqual([[1, 'sent', 'one']])
    expect((await readVersion(database, id, 1))?.document).toEqual(embedded('v1', ['one', 'two']))
  })

  it('go back, and what was there is a version first', async () => {
    const first = compared({ one: ['a'] })
    await save(0, first)
    const second = compared({ one: ['a'], two: ['b'] }, 'typed since')
    await save(1, second)
    expect(await restoreVersion(database, { id, number: 1, now })).toEqual({ document: first })
    expect(await readSession(database, id)).toMatchObject({ revision: 3, document: first })
    expect((await readVersion(database, id, 3))?.document).toEqual(second)
    expect((await list())[0]).toEqual([3, 'before-going-back', 'typed since'])
    expect(await restoreVersion(database, { id, number: 9, now })).toBeUndefined()
  })

  it('are bounded, what was changed elsewhere apart from the own ones', async () => {
    await save(0, compared({ p0: ['id-0'] }))
    for (let sent = 1; sent <= versionBounds.versions + 4; sent++)
      await save(sent, compared({ [`p${sent}`]: [`id-${sent}`] }))
    let revision = versionBounds.versions + 5
    for (const draft of ['x', 'y']) await save(revision++, compared({}, draft), true)
    const kept = await listVersions(database, id)
    expect(kept.filter(({ why }) => why === 'sent')).toHaveLength(versionBounds.versions)
    expect(kept.filter(({ why }) => why === 'elsewhere')).toHaveLength(2)
    expect(kept.at(-1)).toMatchObject({ number: 6, words: 'p5' })
    // What only the dropped ones named is held no longer.
    const names = await database.selectFrom('session_version_names').select('name').execute()
    expect(names.map(({ name }) => name).sort()).toEqual(
      Array.from({ length: versionBounds.versions }, (_, index) => `id-${index + 5}`).sort(),
    )
  })

  it('hold the invocations they name when the session no longer does', async () => {
    const [mine, gone] = [randomUUID(), randomUUID()]
    await insert(mine)
    await insert(gone)
    await save(0, compared({ one: [mine] }))
    await save(1, compared({}))
    const settled = { maxAgeDays: 1, maxMegabytes: 1000, unrecordedEndpoints: [] }
    await database
      .insertInto('invocation_heads')
      .values(
        [mine, gone].map((one) => ({
          id: one,
          session_id: id,
          endpoint: 'echo',
          served_model: 'echo',
          provider_label: '',
          task: 'llm/v1/chat',
          origin: 'page',
          status: 'done',
          status_code: 200,
          client: '',
          requester: null,
          started_at: '2020-01-01T00:00:00.000Z',
          prompt_tokens: null,
          completion_tokens: null,
          ms_to_first_token: null,
          ms_total: null,
          byte_length: 1,
          prompt: '',
        })),
      )
      .execute()
    await purgeInvocations(database, settled, { now })
    expect((await readReplies(database, [mine, gone])).map((row) => row.id)).toEqual([mine])
  })

  it('of a copy hold what the purged original made, and go with their own session', async () => {
    const [reply, only] = [randomUUID(), randomUUID()]
    await insert(reply)
    await insert(only)
    await save(0, compared({ one: [reply], two: [only] }))
    const copy = await insertCopy(
      database,
      { title: 'Copy', document: compared({ one: [reply] }) },
      { newId: randomUUID, now, isEnded: () => true },
    )
    const copyId = copy?.id ?? ''
    await saveSession(database, copyId, { revision: 1, title: 'Copy', document: compared({}) }, now)
    await deleteSession(database, id, now)
    const later = new Date('2026-03-01T00:00:00Z')
    expect(await purgeDeleted(database, later)).toBe(1)
    expect(await listVersions(database, id)).toEqual([])
    expect((await readReplies(database, [reply, only])).map((row) => row.id)).toEqual([reply])
    await deleteSession(database, copyId, now)
    await purgeDeleted(database, later)
    expect(await database.selectFrom('session_version_names').select('name').execute()).toEqual([])
  })

  it('hold vectors', async () => {
    await save(0, embedded('v1', ['one']))
    await block('v1', '2026-01-01T00:00:01.000Z')
    const copy = await insertCopy(
      database,
      { title: 'Copy', document: embedded('v1', ['one']) },
      { newId: randomUUID, now, isEnded: () => true },
    )
    const copyId = copy?.id ?? ''
    await block('v1', '2026-01-01T00:00:02.000Z', copyId)
    await saveSession(database, copyId, { revision: 1, title: 'Copy', document: embedded('v2', ['two']) }, now)
    await block('v2', '2026-01-01T00:00:03.000Z', copyId)
    await deleteSession(database, id, now)
    await purgeDeleted(database, new Date('2026-03-01T00:00:00Z'))
    const left = await database.selectFrom('vector_blocks').select('vectors_id').orderBy('vectors_id').execute()
    expect(left.map((row) => row.vectors_id)).toEqual(['v1', 'v1', 'v2'])
  })
})
