import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import type { CreatedShare, SharePreview, ShareParts } from '../contract/share.ts'
import { startTestApp } from '../testApp.testing.ts'

const everything: ShareParts = {
  systemPrompt: true,
  endpointNames: true,
  timings: true,
  votes: true,
  withoutPanes: [],
  withoutTurns: [],
  masks: [],
}

/** In a prompt of the session. */
export const sharedKey = 'sk-abcdefghijklmnopqrstuv'

export type Sharing = Awaited<ReturnType<typeof startSharing>>

/** The app with a session full of what may and what may not be shared. */
export async function startSharing() {
  const [secretTurn, openTurn, leftPane, rightPane] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const test = await startTestApp()
  const settings = { systemPrompt: 'The hidden system prompt', parameters: {} }
  const invocation = (text: string, endpoint: string) => ({
    id: randomUUID(),
    runId: randomUUID(),
    endpoint,
    model: `model-of-${endpoint}`,
    servedModel: endpoint,
    providerLabel: 'The provider',
    task: 'llm/v1/chat',
    startedAt: '2026-01-01T00:00:00.000Z',
    requestBody: JSON.stringify({ messages: [{ role: 'user', content: 'history of all turns' }] }),
    request: { method: 'POST', url: 'http://inner.invalid/v1', headers: { 'x-team': 'red' }, body: '{}' },
    response: { status: 200, headers: { 'x-request-id': 'upstream-id' } },
    reply: {
      status: 'done',
      choices: [{ text, reasoning: '', toolCalls: [] }],
      ahead: 0,
      timings: { msInLine: 0, msToFirstToken: 312, msTotal: 987 },
    },
    events: [{ atMs: 1, data: 'event data' }],
    eventsOmitted: 0,
    body: null,
    remark: null,
  })
  const [one, two, three] = [
    invocation(`<script>alert(1)</script> write to ann@example.org`, 'alpha-endpoint'),
    invocation('Right says 4242 4242 4242 4242', 'beta-endpoint'),
    invocation('earlier attempt', 'alpha-endpoint'),
  ]
  const pane = (id: string, endpoint: string, hue: number) => ({
    id,
    endpoint,
    isSynced: true,
    settings: { systemPrompt: '', parameters: {} },
    draft: 'pane draft',
    hue,
  })
  const file = {
    format: 'ai-playground-session',
    version: 1,
    exportedAt: '2026-01-01T00:00:00.000Z',
    session: {
      title: 'Shared work',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      document: {
        page: 'compare',
        panes: [pane(leftPane, 'alpha-endpoint', 0), pane(rightPane, 'beta-endpoint', 1)],
        settings,
        turns: [
          { id: openTurn, prompt: 'An open question', attempts: { [leftPane]: [three.id, one.id] } },
          { id: secretTurn, prompt: `The key is ${sharedKey}`, attempts: { [rightPane]: [two.id] } },
        ],
        setAside: [[{ id: randomUUID(), prompt: 'set aside', attempts: {} }]],
        draft: 'unsent draft',
      },
    },
    invocations: [one, two, three],
    vectors: [],
    leftOut: [],
  }
  const imported = await test.call('POST', '/api/sessions/import', file)
  const [session] = imported.json['sessions'] as { id: string }[]
  const sessionId = session?.id ?? ''

  const preview = async (parts: Partial<ShareParts> = {}) =>
    (await test.call('POST', `/api/sessions/${sessionId}/share-previews`, { ...everything, ...parts }))
      .json as unknown as SharePreview
  const share = async (parts: Partial<ShareParts> = {}, draft: object = {}) => {
    const { id } = await preview(parts)
    const body = { previewId: id, expires: 'week', passphrase: null, maxViews: null, ...draft }
    const answer = await test.call('POST', '/api/shares', body)
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.json as unknown as CreatedShare
  }
  const open = (path: string) =>
    test.app.inject({ url: path, headers: { host: 'localhost:3000', 'sec-fetch-site': 'none' } })
  const enter = (path: string, passphrase: string, options: InjectOptions = {}) =>
    test.app.inject({
      ...options,
      method: 'POST',
      url: path,
      headers: {
        host: 'localhost:3000',
        // As a browser sends a form of a page under no-referrer.
        origin: 'null',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ passphrase }).toString(),
    })
  return { test, sessionId, preview, share, open, enter }
}
