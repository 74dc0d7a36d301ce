import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { emptyReply, type Reply } from '../contract/reply.ts'
import type { CompareDocument, SessionDocument } from '../contract/session.ts'
import type { Database } from './database.ts'
import { endColumns, pageRecord } from './invocationRecord.ts'
import { insertInvocations } from './invocations.ts'
import { createSessionIndex } from './sessionIndex.ts'
import { listSessions } from './sessionList.ts'
import { saveSession } from './sessions.ts'

export function newFolder(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'store-')), 'data')
}

/** A comparison that asked `prompts` of one pane; the invocations named are its answers, one each. */
export function comparison(
  prompts: string[],
  { answers = [], endpoint = 'echo', draft = '' }: { answers?: string[]; endpoint?: string; draft?: string } = {},
): CompareDocument {
  const paneId = randomUUID()
  const settings = { systemPrompt: '', parameters: {} }
  return {
    page: 'compare',
    panes: [{ id: paneId, endpoint, isSynced: true, settings, draft: '', hue: 0 }],
    settings,
    turns: prompts.map((prompt, index) => {
      const answer = answers[index]
      return { id: randomUUID(), prompt, attempts: answer === undefined ? {} : { [paneId]: [answer] } }
    }),
    setAside: [],
    draft,
  }
}

/** Minutes of one day. */
export function at(minute: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, minute))
}

export async function saveNew(
  database: Database,
  document: SessionDocument,
  { id = randomUUID(), title = '', minute = 0 }: { id?: string; title?: string; minute?: number } = {},
): Promise<string> {
  await saveSession(database, id, { revision: 0, title, document }, at(minute))
  return id
}

/** An invocation of the page that has ended. */
export async function answer(
  database: Database,
  text: string,
  {
    id = randomUUID(),
    sessionId = null,
    reply = {},
    ...more
  }: { id?: string; sessionId?: string | null; reply?: Partial<Reply>; endpoint?: string; requestBody?: string } = {},
): Promise<string> {
  const { endpoint = 'echo', requestBody = '{}' } = more
  const beginning = {
    id,
    runId: randomUUID(),
    sessionId,
    endpoint,
    model: endpoint,
    servedModel: endpoint,
    providerLabel: 'This machine',
    task: 'llm/v1/chat' as const,
    startedAt: at(0).toISOString(),
    requestBody,
  }
  const whole: Reply = {
    ...emptyReply,
    status: 'done',
    choices: [{ text, reasoning: '', toolCalls: [] }],
    ...reply,
  }
  const ending = { reply: whole, request: null, response: null, events: [], eventsOmitted: 0, body: null }
  await insertInvocations(database, [
    { ...pageRecord(beginning, { reply: whole, remark: null }), ...endColumns(ending) },
  ])
  return id
}

/** Ids of what a search finds once all is in the index. */
export async function found(database: Database, q: string): Promise<string[]> {
  await createSessionIndex(database, () => at(0)).settle()
  return (await listSessions(database, { limit: 100, q })).sessions.map(({ id }) => id)
}
