import { writeSync } from 'node:fs'
import path from 'node:path'
import type { CompareDocument } from '../contract/session.ts'
import { Database } from './database.ts'
import { deleteForEver } from './purge.ts'
import { deleteSession, insertCopy, readSession, saveSession } from './sessions.ts'
import { startStoreThread } from './storeThread.ts'

/** A process that saves one session again and again through the store's thread, until it is killed (`killedWriter.test.ts`). */

export const savedId = '00000000-0000-4000-8000-000000000001'

const settings = { systemPrompt: '', parameters: {} }

/** What revision `revision` holds: of any length up to some pages; every third one sends. */
export function documentAt(revision: number): CompareDocument {
  const sent = Math.floor(revision / 3)
  return {
    page: 'compare',
    panes: [{ id: 'pane', endpoint: 'echo', isSynced: true, settings, draft: '', hue: 0 }],
    settings,
    turns: Array.from({ length: sent }, (_, turn) => ({
      id: `turn-${turn}`,
      prompt: `prompt ${turn}`,
      attempts: { pane: [`invocation-${revision - (revision % 3)}-${turn}`] },
    })),
    setAside: [],
    draft: `${revision} `.repeat((revision * 7919) % 4000),
  }
}

async function writeForEver(folder: string): Promise<never> {
  const entry = path.join(import.meta.dirname, '../storeWorker.ts')
  const thread = startStoreThread({ entry, place: { dialect: 'sqlite', folder }, onCrash: () => process.exit(3) })
  await thread.opened
  const database = new Database(thread)
  const now = () => new Date()
  for (let revision = (await readSession(database, savedId))?.revision ?? 0; ;) {
    const document = documentAt(revision + 1)
    const result = await saveSession(database, savedId, { revision, title: `T${revision + 1}`, document }, now())
    if (result.type !== 'saved') process.exit(4)
    revision = result.session.revision
    // At once, and whole or not at all: what is said here was acknowledged.
    writeSync(1, `${revision}\n`)
    if (revision % 5 > 0) continue
    const context = { newId: () => `copy-${revision}`, now: now(), isEnded: () => true }
    await insertCopy(database, { title: 'Copy', document }, context)
    await deleteSession(database, `copy-${revision}`, now())
    await deleteForEver(database, `copy-${revision}`)
  }
}

const [, file, folder] = process.argv
if (file === import.meta.filename && folder !== undefined) await writeForEver(folder)
