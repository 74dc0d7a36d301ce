import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import type { EmbedDocument } from '../../server/contract/embedDocument.ts'
import type { CompareDocument } from '../../server/contract/session.ts'
import type { Parameters } from '../../server/contract/parameters.ts'
import type { Playground } from '../process/playgroundProcess.ts'

interface AnsweredPlan {
  endpoints: string[]
  prompts: string[]
  title: string
  parameters?: Parameters
}

/** A comparison whose prompts were sent and answered, as the page would have done it. Returns its id. */
export async function answeredSession(playground: Playground, plan: AnsweredPlan): Promise<string> {
  const sessionId = randomUUID()
  const settings = { systemPrompt: '', parameters: plan.parameters ?? {} }
  const panes = plan.endpoints.map((endpoint, index) => ({
    id: randomUUID(),
    endpoint,
    isSynced: true,
    settings: { systemPrompt: '', parameters: {} },
    draft: '',
    hue: index % 8,
  }))
  const turns: CompareDocument['turns'] = []
  for (const prompt of plan.prompts) {
    const asked = panes.map((pane) => ({ pane, id: randomUUID() }))
    turns.push({ id: randomUUID(), prompt, attempts: Object.fromEntries(asked.map(({ pane, id }) => [pane.id, [id]])) })
    // The answer is the run's stream: it ends when all have answered.
    await send(playground, 'POST', '/api/runs', {
      id: randomUUID(),
      sessionId,
      invocations: asked.map(({ pane, id }) => ({
        id,
        endpoint: pane.endpoint,
        body: { messages: [{ role: 'user', content: prompt }], ...settings.parameters },
      })),
    })
  }
  const document: CompareDocument = { page: 'compare', panes, settings, turns, setAside: [], draft: '' }
  await send(playground, 'PUT', `/api/sessions/${sessionId}`, { revision: 0, title: plan.title, document })
  return sessionId
}

/** Texts embedded by each endpoint, as the Embed page would have done it. Returns its id. */
export async function embeddedSession(playground: Playground, endpoints: string[], texts: string[]): Promise<string> {
  const sessionId = randomUUID()
  const textIds = texts.map((_, index) => index + 1)
  const models: EmbedDocument['models'] = endpoints.map((endpoint, index) => ({
    id: randomUUID(),
    endpoint,
    hue: index % 8,
    prefix: '',
    extra: '',
    vectorsId: randomUUID(),
    isNormalised: false,
  }))
  for (const { endpoint, vectorsId } of models)
    await send(playground, 'POST', '/api/embeddings', {
      id: randomUUID(),
      sessionId,
      endpoint,
      body: { input: texts },
      textIds,
      vectorsId,
    })
  const document: EmbedDocument = {
    page: 'embed',
    texts: texts.map((text, index) => ({ id: index + 1, text })),
    models,
    metric: 'cosine',
    tolerance: 0.001,
    neighbours: 2,
    batchSize: 32,
    query: '',
  }
  await send(playground, 'PUT', `/api/sessions/${sessionId}`, { revision: 0, title: 'Texts', document })
  return sessionId
}

async function send(playground: Playground, method: 'POST' | 'PUT', path: string, body: unknown): Promise<void> {
  const answer = await request(`${playground.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`)
}
