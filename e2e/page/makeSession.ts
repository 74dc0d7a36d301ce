import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import type { CompareDocument, SessionAnswer } from '../../server/contract/session.ts'
import type { Playground } from '../process/playgroundProcess.ts'

export interface SessionPlan {
  endpoints: string[]
  draft?: string
  title?: string
}

/** Saves a comparison as the page itself would, so that a test need not click 64 panes together. Returns its id. */
export async function makeSession(playground: Playground, plan: SessionPlan): Promise<string> {
  const id = randomUUID()
  const document: CompareDocument = {
    page: 'compare',
    panes: plan.endpoints.map((endpoint, index) => ({
      id: randomUUID(),
      endpoint,
      isSynced: true,
      settings: { systemPrompt: '', parameters: {} },
      draft: '',
      hue: index % 8,
    })),
    settings: { systemPrompt: '', parameters: {} },
    turns: [],
    setAside: [],
    draft: plan.draft ?? 'Go',
  }
  const answer = await request(`${playground.url}/api/sessions/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ revision: 0, title: plan.title ?? 'Test', document }),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`PUT session: ${answer.statusCode} ${text}`)
  return id
}

export async function readSession(playground: Playground, id: string): Promise<SessionAnswer> {
  const answer = await request(`${playground.url}/api/sessions/${id}`)
  const found: SessionAnswer = JSON.parse(await answer.body.text())
  return found
}
