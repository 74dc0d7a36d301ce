import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { Database, openDatabase } from './database.ts'
import { migrations } from './migrations.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions } from './sessionList.ts'
import { saveSession } from './sessions.ts'
import { answer, at, comparison, found, newFolder, saveNew } from './sessions.testing.ts'
import { openSqlite } from './sqliteFile.ts'
import { createSqliteStore } from './sqliteStore.ts'

/** What only SQLite's file can be asked. */
describe('the index of sessions, over SQLite', () => {
  it('makes itself anew where it was lost, and from sessions of an earlier version', async () => {
    const earlier = newFolder()
    await openDatabase(earlier, { steps: migrations.filter(({ version }) => version < 8) }).destroy()
    const file = new DatabaseSync(path.join(earlier, 'playground.db'))
    const ids = { a: randomUUID(), b: randomUUID() }
    const document = comparison(['from long ago'], { answers: [ids.a], endpoint: 'old-endpoint' })
    file
      .prepare(
        `insert into sessions (id, page, title, revision, document, created_at, updated_at)
        values (?, 'compare', 'T', 1, ?, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z')`,
      )
      .run(ids.b, JSON.stringify(document))
    file.close()
    for (const what of ['upgraded', 'lost']) {
      const opened = openDatabase(earlier)
      if (what === 'upgraded') await answer(opened, 'answered', { id: ids.a })
      expect({ what, ids: await found(opened, 'long answered') }).toEqual({ what, ids: [ids.b] })
      expect((await listSessions(opened, { limit: 1 })).sessions[0]).toMatchObject({
        sends: 1,
        endpoints: ['echo', 'old-endpoint'],
      })
      await opened.destroy()
      const again = new DatabaseSync(path.join(earlier, 'playground.db'))
      again.exec('drop table session_words')
      again.close()
    }
  })

  it('writes of a large session what changed, not all of it', async () => {
    const folder = newFolder()
    const store = createSqliteStore(openSqlite(folder))
    const written: number[] = []
    const database = new Database({
      ...store,
      execute: (text, values) => {
        if (text.startsWith('call write_')) written.push(Number(values[0]) % 65_536)
        return store.execute(text, values)
      },
    })
    const long = (word: string) => `${word} filler `.repeat(9000)
    const document = comparison([long('one'), long('two'), long('three')])
    const id = await saveNew(database, document)
    const index = createSessionIndex(database, () => at(0))
    await index.settle()
    expect(new Set(written)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    written.length = 0
    await saveSession(database, id, { revision: 1, title: '', document: { ...document, draft: 'typed' } }, at(1))
    await index.settle()
    expect(new Set(written)).toEqual(new Set([0, 5]))
    written.length = 0
    const invocationId = await answer(database, 'ended')
    const [turn] = document.turns
    if (turn !== undefined) turn.attempts = { [randomUUID()]: [invocationId] }
    const asked = { ...document, draft: 'typed' }
    await saveSession(database, id, { revision: 2, title: '', document: asked }, at(2))
    await index.settle()
    expect(new Set(written)).toEqual(new Set([0, 1024]))
    await database.destroy()
  })
})
