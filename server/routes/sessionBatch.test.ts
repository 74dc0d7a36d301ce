import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionBatchAnswer } from '../contract/sessionBatch.ts'
import type { SessionPage, SessionRow } from '../contract/session.ts'
import { readReplies } from '../store/invocations.ts'
import { createSessionIndex } from '../store/sessionIndex.ts'
import { readSessionRows } from '../store/sessionList.ts'
import { answer, comparison, saveNew } from '../store/sessions.testing.ts'
import { startTestApp, type TestApp } from '../testApp.testing.ts'

describe('one thing done to many sessions', () => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp()
  })
  afterAll(() => test.close())

  const make = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => saveNew(test.database, comparison([`prompt ${index}`]))))
  const batch = async (action: string, ids: string[], more: object = {}) => {
    const { status, json } = await test.call('POST', '/api/sessions/batch', { action, ids, ...more })
    expect(status).toBe(200)
    return json as unknown as SessionBatchAnswer
  }
  const rows = async (ids: string[]) => {
    const read = await readSessionRows(test.database, ids)
    return ids.map((id) => read.find((row) => row.id === id)) as SessionRow[]
  }

  it('is one request for more than a commit takes, answered for each in the order asked', async () => {
    const ids = await make(230)
    const gone = randomUUID()
    const asked = [...ids.slice(0, 120), gone, ...ids.slice(120), ids[0] ?? '']
    expect(await batch('bin', asked)).toEqual({ done: ids, missing: [gone], notSaved: [], sessions: [] })
    expect((await rows(ids)).every(({ deletedAt }) => deletedAt !== null)).toBe(true)
    expect(await batch('bin', ids)).toMatchObject({ done: [], missing: ids })
    expect(await batch('pin', ids)).toMatchObject({ done: [], missing: ids })
    expect(await batch('restore', asked)).toMatchObject({ done: ids, missing: [gone] })
    expect((await rows(ids)).every(({ deletedAt }) => deletedAt === null)).toBe(true)
    expect(await batch('restore', ids)).toMatchObject({ done: [], missing: ids })
  })

  it('pins and unpins, and leaves a pin that is there at its moment', async () => {
    const ids = await make(3)
    const [first = ''] = ids
    await test.call('PATCH', `/api/sessions/${first}`, { isPinned: true })
    const [before] = await rows([first])
    const { sessions } = await batch('pin', ids)
    expect(sessions.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))).toEqual(await rows(ids))
    expect((await rows(ids)).map(({ pinnedAt }) => pinnedAt !== null)).toEqual([true, true, true])
    expect((await rows([first]))[0]?.pinnedAt).toBe(before?.pinnedAt)
    await batch('unpin', ids)
    expect((await rows(ids)).map(({ pinnedAt }) => pinnedAt)).toEqual([null, null, null])
  })

  it('adds and takes tags beside those each has, and they are searched for', async () => {
    const ids = await make(120)
    const [first = '', second = ''] = ids
    await test.call('PATCH', `/api/sessions/${first}`, { tags: ['own', 'old'] })
    await test.call('PATCH', `/api/sessions/${second}`, { tags: ['Fernweh'] })
    await batch('tag', ids, { added: [' fernweh ', 'new'], removed: ['OLD', 'none'] })
    const tags = (await rows(ids)).map((row) => row.tags)
    expect(tags[0]).toEqual(['fernweh', 'new', 'own'])
    expect(tags[1]).toEqual(['Fernweh', 'new'])
    expect(tags.slice(2)).toEqual(ids.slice(2).map(() => ['fernweh', 'new']))
    await createSessionIndex(test.database, () => new Date()).settle()
    const { json } = await test.call('GET', '/api/sessions?q=fernweh')
    expect((json as unknown as SessionPage).total).toBe(ids.length)
    await batch('tag', ids, { added: [], removed: ['fernweh', 'new', 'own'] })
    expect((await rows(ids)).flatMap((row) => row.tags)).toEqual([])
  })

  it('copies each with its answers', async () => {
    const invocationId = await answer(test.database, 'reply')
    const id = await saveNew(test.database, comparison(['one'], { answers: [invocationId] }), { title: 'Original' })
    const other = await saveNew(test.database, comparison(['two']), { title: 'Other' })
    const { done, missing, sessions } = await batch('duplicate', [id, randomUUID(), other])
    expect(done).toEqual([id, other])
    expect(missing).toHaveLength(1)
    expect(sessions.map(({ title }) => title).toSorted()).toEqual(['Original (copy)', 'Other (copy)'])
    const copy = sessions.find(({ title }) => title === 'Original (copy)')
    const read = (await test.call('GET', `/api/sessions/${copy?.id}`)).json
    expect(Object.keys(read?.['replies'] as object)).toEqual([invocationId])
  })

  it('deletes for ever only what is in the bin, with its answers', async () => {
    const invocationId = await answer(test.database, 'reply')
    const first = await saveNew(test.database, comparison(['one'], { answers: [invocationId] }))
    const others = await make(24)
    const ids = [first, ...others]
    expect(await batch('delete', ids)).toMatchObject({ done: [], missing: ids })
    await batch('bin', ids.slice(0, 22))
    expect(await batch('delete', ids)).toMatchObject({ done: ids.slice(0, 22), missing: ids.slice(22) })
    expect((await readSessionRows(test.database, ids)).map((row) => row.id).toSorted()).toEqual(
      ids.slice(22).toSorted(),
    )
    expect(await readReplies(test.database, [invocationId])).toEqual([])
  })

  it.each([
    [{}],
    [{ action: 'bin', ids: [] }],
    [{ action: 'bin', ids: ['%'] }],
    [{ action: 'bin', ids: Array.from({ length: 1001 }, () => randomUUID()) }],
    [{ action: 'erase', ids: [randomUUID()] }],
    [{ action: 'bin', ids: [randomUUID()], added: [] }],
    [{ action: 'tag', ids: [randomUUID()], added: [''], removed: [] }],
    [{ action: 'tag', ids: [randomUUID()], added: ['x'.repeat(41)], removed: [] }],
  ])('refuses %j', async (body) => {
    expect((await test.call('POST', '/api/sessions/batch', body)).status).toBe(400)
  })
})
