import { randomUUID } from 'node:crypto'
import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyReply, type Reply } from '../../../server/contract/reply.ts'
// No route waits for an answer to be on the disk, on purpose: what that costs only the store itself can tell.
// oxlint-disable-next-line no-restricted-imports
import { Database } from '../../../server/store/database.ts'
// oxlint-disable-next-line no-restricted-imports
import { endColumns, pageRecord, replyColumns } from '../../../server/store/invocationRecord.ts'
// oxlint-disable-next-line no-restricted-imports
import { saveSession } from '../../../server/store/sessions.ts'
// oxlint-disable-next-line no-restricted-imports
import { startStoreThread } from '../../../server/store/storeThread.ts'
import { root } from '../../process/child.ts'

/**
 * Saves finished answers of sessions one by one through the store's thread, each acknowledged when it is on the disk, in turns with a
 * plain append and `fdatasync` in the same folder. Prints the milliseconds of both.
 */
const rounds = 400
const warmUp = 50
const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'durable-'))
const thread = startStoreThread({
  entry: join(root, 'server/storeWorker.ts'),
  place: { dialect: 'sqlite', folder },
  onCrash: (error) => process.stderr.write(`${String(error)}\n`),
})
await thread.opened
const database = new Database(thread)
const file = openSync(join(folder, 'reference'), 'a')
const block = Buffer.alloc(8192, 1)

const saves: number[] = []
const syncs: number[] = []
for (let round = -warmUp; round < rounds; round += 1) {
  const id = randomUUID()
  const beginning = {
    id,
    runId: randomUUID(),
    sessionId: null,
    endpoint: 'e',
    model: 'm',
    servedModel: 'm',
    providerLabel: 'P',
    task: 'llm/v1/chat' as const,
    startedAt: new Date().toISOString(),
    requestBody: { messages: [{ role: 'user', content: 'Say something of some length.' }] },
  }
  const streaming: Reply = { ...emptyReply, status: 'streaming' }
  await database.writeInvocations({
    rows: [{ type: 'insert', record: pageRecord(beginning, { reply: streaming, remark: null }) }],
    forwarded: [],
  })
  const document = { page: 'query' as const, text: '{}', panes: [], sends: [{ id, invocations: { [id]: [id] } }] }
  await saveSession(database, randomUUID(), { revision: 0, title: 'T', document }, new Date())
  const reply: Reply = {
    ...emptyReply,
    status: 'done',
    choices: [{ text: 'word '.repeat(400), reasoning: '', toolCalls: [] }],
  }
  const ending = { reply, request: null, response: null, events: [], eventsOmitted: 0, body: null }
  const startedAt = performance.now()
  const { error } = await database.writeInvocations({
    rows: [{ type: 'update', update: { id, ...replyColumns(reply), ...endColumns(ending) } }],
    forwarded: [],
  })
  const savedAt = performance.now()
  writeSync(file, block)
  fdatasyncSync(file)
  const syncedAt = performance.now()
  if (error !== undefined) throw error
  if (round < 0) continue
  saves.push(savedAt - startedAt)
  syncs.push(syncedAt - savedAt)
}
await database.destroy()
rmSync(folder, { recursive: true })
process.stdout.write(`${JSON.stringify({ saves, syncs })}\n`)
