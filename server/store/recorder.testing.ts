import { emptyReply, type Reply } from '../contract/reply.ts'

/** What a run tells the recorder. */
export const beginning = (id: string) => ({
  id,
  runId: 'r',
  sessionId: null,
  endpoint: 'echo',
  model: 'echo',
  servedModel: 'echo',
  providerLabel: 'This machine',
  task: 'llm/v1/chat' as const,
  startedAt: '2026-01-01T00:00:00.000Z',
  requestBody: { messages: [] },
})

export const replyWith = (text: string, status: Reply['status'] = 'streaming'): Reply => ({
  ...emptyReply,
  status,
  lastTokenAtMs: 7,
  choices: [{ text, reasoning: '', toolCalls: [] }],
})

export const ending = (text: string) => ({
  reply: replyWith(text, 'done'),
  request: { method: 'POST', url: 'http://x/', headers: {}, body: '{}' },
  response: { status: 200, headers: {} },
  events: [{ atMs: 1, data: text }],
  eventsOmitted: 0,
  body: null,
})

export const textOf = (reply: Reply | undefined) => reply?.choices[0]?.text
