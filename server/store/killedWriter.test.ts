import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { documentAt, savedId } from './killedWriter.testing.ts'
import { readSession } from './sessions.ts'
import { listVersions, readVersion } from './sessionVersions.ts'

const rounds = 12

let parent: string
beforeAll(() => (parent = mkdtempSync(path.join(tmpdir(), 'killed-writer-'))))
afterAll(() => rmSync(parent, { recursive: true }))

/** Lets it write until it has saved so many times and a moment more, then kills it. Gives the last acknowledged revision. */
async function writeAndKill(folder: string, { saves, ms }: { saves: number; ms: number }): Promise<number> {
  const writer = spawn(process.execPath, [path.join(import.meta.dirname, 'killedWriter.testing.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const hasSaved = new Promise<void>((resolve) => {
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.split('\n').length > saves) resolve()
    })
  })
  const exited = once(writer, 'exit')
  await Promise.race([hasSaved, exited])
  await new Promise((resolve) => setTimeout(resolve, ms))
  writer.kill('SIGKILL')
  const [, signal] = (await exited) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return Number(said.split('\n').at(-2))
}

it('has every save that was acknowledged, whole, after any number of kills', async () => {
  const folder = path.join(parent, 'data')
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await writeAndKill(folder, { saves: 1 + round * 2, ms: Math.random() * 20 })
    const database = openDatabase(folder)
    try {
      expect((await sql`pragma integrity_check`.execute(database)).rows).toEqual([{ integrity_check: 'ok' }])
      const session = await readSession(database, savedId)
      const revision = session?.revision ?? 0
      // The last one may have been written and not yet said.
      expect([acknowledged, acknowledged + 1]).toContain(revision)
      expect(session).toMatchObject({ title: `T${revision}`, document: documentAt(revision) })
      const head = await database.selectFrom('session_heads').selectAll().where('id', '=', savedId).executeTakeFirst()
      expect(head).toMatchObject({ title: `T${revision}`, sends: documentAt(revision).turns.length })
      // Every third save sends, and none is there without its version.
      const sentAt = revision - (revision % 3)
      const [version] = await listVersions(database, savedId)
      const kept = version && (await readVersion(database, savedId, version.number))
      expect(kept?.document).toEqual(sentAt === 0 ? undefined : documentAt(sentAt))
    } finally {
      await database.destroy()
    }
  }
}, 60_000)
