import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyReply } from '../contract/reply.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { Database } from './database.ts'
import { emptyBin } from './purge.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions } from './sessionList.ts'
import { changeSession, deleteSession, duplicateSession, restoreSession, saveSession } from './sessions.ts'
import { answer, at, comparison, found, newFolder, saveNew } from './sessions.testing.ts'
import { openTestDatabase } from './testDatabase.testing.ts'

describe('the search for sessions', () => {
  let database: Database
  beforeEach(() => {
    database = openTestDatabase(newFolder())
  })
  afterEach(() => database.destroy())

  const ids = { a: randomUUID(), b: randomUUID() }
  const settings = { systemPrompt: 'system', parameters: {} }
  const pane = { id: ids.a, endpoint: 'echo', hue: 0 }
  const documents: [string, SessionDocument, string[]][] = [
    [
      'a comparison',
      {
        ...comparison(['asked'], { draft: 'unsent' }),
        settings,
        panes: [{ ...pane, isSynced: false, settings: { ...settings, systemPrompt: 'ownsystem' }, draft: 'owndraft' }],
        setAside: [[{ id: ids.b, prompt: 'replaced', attempts: {} }]],
      },
      ['asked', 'unsent', 'system', 'ownsystem', 'owndraft', 'replaced'],
    ],
    [
      'a completion',
      {
        page: 'complete',
        panes: [pane],
        parameters: {},
        fillsIn: false,
        edits: [
          { id: ids.a, parent: null, at: 0, removed: 0, inserted: 'Once upon' },
          { id: ids.b, parent: ids.a, at: 5, removed: 4, inserted: 'more' },
          { id: randomUUID(), parent: ids.a, at: 9, removed: 0, inserted: ' otherwise' },
        ],
        current: ids.b,
        visited: {},
        sends: [],
      },
      ['"once more"', 'otherwise'],
    ],
    [
      'an embedding',
      {
        page: 'embed',
        texts: [{ id: 1, text: 'embedded', label: 'labelled' }],
        models: [],
        metric: 'cosine',
        tolerance: 0.01,
        neighbours: 5,
        batchSize: 10,
        query: 'neighbourly',
      },
      ['embedded', 'labelled', 'neighbourly'],
    ],
    [
      'a query',
      { page: 'query', text: '{"messages":[{"role":"user","content":"two\\nlines"}]}', panes: [pane], sends: [] },
      ['"two lines"'],
    ],
    ['a query that is no JSON', { page: 'query', text: '{"prompt": broken', panes: [], sends: [] }, ['broken']],
  ]

  it.each(documents)('finds what was typed into %s', async (_, document, words) => {
    const id = await saveNew(database, document)
    for (const word of words) expect({ word, ids: await found(database, word) }).toEqual({ word, ids: [id] })
    expect(await found(database, 'user')).toEqual([])
  })

  it('finds title, tags, and what was answered: text, reasoning, calls of tools, failures', async () => {
    const invocationId = randomUUID()
    const id = await saveNew(database, comparison(['asked'], { answers: [invocationId] }), { title: 'Named' })
    await changeSession(database, id, { tags: ['Ünique'] }, at(1))
    await answer(database, '', {
      id: invocationId,
      reply: {
        choices: [
          {
            text: 'said',
            reasoning: 'thought',
            toolCalls: [{ id: 'x', name: 'looked', arguments: '{"q":"weather"}' }],
          },
        ],
        failure: { kind: 'answer-cut', message: 'Stopped early.', isRetryable: true, providerMessage: 'overloaded' },
      },
    })
    for (const word of ['named', 'unique', 'said', 'thought', 'looked', 'weather', 'early', 'overloaded'])
      expect({ word, ids: await found(database, word) }).toEqual({ word, ids: [id] })
    await changeSession(database, id, { title: 'Renamed', tags: [] }, at(1))
    for (const word of ['"named"', 'unique']) expect(await found(database, word)).toEqual([])
  })

  it('finds words of one session wherever each stands, a phrase only where it stands together', async () => {
    const invocationId = await answer(database, 'a reply about mitochondria')
    const id = await saveNew(database, comparison(['Explain cells'], { answers: [invocationId] }), { title: 'Biology' })
    await saveNew(database, comparison(['Explain biology']))
    expect(await found(database, 'biol cell mitoch')).toEqual([id])
    expect(await found(database, '"about mitochondria"')).toEqual([id])
    expect(await found(database, '"mitochondria about"')).toEqual([])
    expect(await found(database, 'explain missing')).toEqual([])
  })

  it.each([
    ['Crème brûlée', 'creme brul', true],
    ['cre\u0301me', 'crème', true],
    ['Straße', 'STRASSE', true],
    ['東京タワーに行く', '京タ', true],
    ['東京タワーに行く', '東タ', false],
    ['我爱北京天安门', '天安门', true],
    ['서울에서 만나요', '서울', true],
    ['ภาษาไทย', 'ไทย', true],
    ['हिन्दी में', 'हिन्दी', true],
    ['λόγος', 'ΛΟΓΟΣ', true],
    ['naïve café', 'naive', true],
  ])('in %j finds %j: %j', async (text, search, isFound) => {
    const id = await saveNew(database, comparison([text]))
    expect(await found(database, search)).toEqual(isFound ? [id] : [])
  })

  it('finds a reply in every session that shows it, also where it belongs to another or is in no list', async () => {
    const listed = await answer(database, 'listed', { sessionId: ids.a })
    const original = await saveNew(database, comparison(['one', 'two'], { answers: [listed] }), { id: ids.a })
    const copy = await duplicateSession(database, original, { newId: randomUUID, now: at(1), isEnded: () => true })
    const both = [copy?.id ?? '', original].toSorted()
    expect((await found(database, 'listed')).toSorted()).toEqual(both)
    await deleteSession(database, original, at(2))
    expect(await found(database, 'listed')).toEqual([copy?.id])
    await emptyBin(database)
    expect(await found(database, 'listed')).toEqual([copy?.id])
  })

  it('takes a reply in when it has ended, in whichever order it and its session are saved', async () => {
    const [first, second] = [randomUUID(), randomUUID()]
    await answer(database, 'still arriving', { id: first, reply: { status: 'streaming' } })
    const id = await saveNew(database, comparison(['x', 'y'], { answers: [first, second] }))
    expect(await found(database, 'arriving')).toEqual([])
    await database.writeInvocations({
      rows: [
        {
          type: 'update',
          update: { id: first, status: 'failed' },
          reply: { ...emptyReply, status: 'failed', choices: [{ text: 'arrived', reasoning: '', toolCalls: [] }] },
        },
      ],
      forwarded: [],
    })
    expect(await found(database, 'arrived')).toEqual([id])
    await answer(database, 'later', { id: second })
    expect(await found(database, 'arrived later')).toEqual([id])
    expect((await listSessions(database, { limit: 1 })).sessions[0]?.failures).toBe(1)
  })

  it('no longer finds what a session no longer shows', async () => {
    const [kept, removed] = [await answer(database, 'kept'), await answer(database, 'removed')]
    const document = comparison(['one', 'two'], { answers: [kept, removed] })
    const id = await saveNew(database, document)
    expect(await found(database, 'removed')).toEqual([id])
    const changed = { ...document, turns: document.turns.slice(0, 1), draft: '' }
    await saveSession(database, id, { revision: 1, title: '', document: changed }, at(1))
    expect(await found(database, 'removed')).toEqual([])
    expect(await found(database, 'two')).toEqual([])
    expect(await found(database, 'kept')).toEqual([id])
  })

  it('finds the last word of a reply of five megabytes, and shows a line of it', async () => {
    const invocationId = await answer(database, `${'filler words '.repeat(400_000)} quetzal`)
    const id = await saveNew(database, comparison(['x'], { answers: [invocationId] }))
    expect(await found(database, 'quetzal')).toEqual([id])
    const [row] = (await listSessions(database, { limit: 1, q: 'quetzal' })).sessions
    expect(row?.match).toMatchObject({ invocationId, text: expect.stringMatching(/^….*quetzal$/) })
    expect(row?.match?.text.length).toBeLessThan(220)
  })

  it('shows for each session the first line with one of the words, and whose it is', async () => {
    const invocationId = await answer(database, 'The capital of France is Paris.')
    await saveNew(database, comparison(['Name a capital'], { answers: [invocationId] }), { title: 'Cities', minute: 1 })
    await saveNew(database, comparison(['nothing']), { title: 'Paris, alone in a title' })
    await found(database, '')
    const matches = async (q: string) =>
      (await listSessions(database, { limit: 9, q })).sessions.map(({ match }) => match)
    expect(await matches('paris')).toEqual([
      { text: 'The capital of France is Paris.', marks: [[25, 30]], invocationId },
      undefined,
    ])
    expect(await matches('"capital" cities')).toEqual([
      { text: 'Name a capital', marks: [[7, 14]], turnId: expect.any(String) },
    ])
  })

  it('names the turn in whose prompt the words are, and none where they are elsewhere', async () => {
    const document = { ...comparison(['first one', 'second one', 'third one']), draft: 'unsent one' }
    await saveNew(database, document)
    const turnOf = async (q: string) => {
      await found(database, q)
      return (await listSessions(database, { limit: 9, q })).sessions[0]?.match?.turnId
    }
    expect(await turnOf('one')).toBe(document.turns[0]?.id)
    expect(await turnOf('"third one"')).toBe(document.turns[2]?.id)
    expect(await turnOf('unsent')).toBeUndefined()
  })

  it('says of how many sessions not all is read yet, until it is', async () => {
    await saveNew(database, comparison(['before']), { id: ids.a })
    await saveNew(database, comparison(['before']), { id: ids.b })
    const unread = async (q?: string) => (await listSessions(database, { limit: 1, q })).unread
    expect(await unread('before')).toBe(2)
    expect(await unread()).toBeUndefined()
    expect(await found(database, 'before')).toHaveLength(2)
    expect(await unread('before')).toBeUndefined()
    await changeSession(database, ids.a, { tags: ['new'] }, at(1))
    expect(await unread('new')).toBe(1)
  })

  it('forgets what is deleted for ever, to the last row', async () => {
    const invocationId = await answer(database, 'secretword', { sessionId: ids.a })
    await saveNew(database, comparison(['secretword'], { answers: [invocationId] }), { id: ids.a, title: 'secretword' })
    await changeSession(database, ids.a, { tags: ['secretword'] }, at(1))
    expect(await found(database, 'secretword')).toEqual([ids.a])
    await deleteSession(database, ids.a, at(1))
    await restoreSession(database, ids.a)
    expect(await found(database, 'secretword')).toEqual([ids.a])
    await deleteSession(database, ids.a, at(1))
    await emptyBin(database)
    await createSessionIndex(database, () => at(0)).settle()
    // What FTS5 keeps of a row that has no text.
    const words = database.dialect === 'sqlite' ? 'session_words_docsize' : 'session_words'
    const tables = ['session_heads', 'session_labels', 'session_invocations', 'session_queue', words]
    const counts = await Promise.all(
      tables.map(
        async (table) => (await sql`select count(*) as count from ${sql.table(table)}`.execute(database)).rows,
      ),
    )
    expect(counts.flat()).toEqual(tables.map(() => ({ count: 0 })))
  })
})
