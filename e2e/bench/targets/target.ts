import { randomUUID } from 'node:crypto'

/**
 * `ours`: the page's own runs; `invocations` and `chat`: Databricks' two ways in. `…Whole`: without a stream. The peer
 * waits 25 ms before the first event of every stream (`setTimeout` in @portkey-ai/gateway 1.15.2), which is not what a
 * gateway costs: where that would decide, it is asked for whole answers.
 */
export type TargetName = 'direct' | 'floor' | 'ours' | 'invocations' | 'chat' | 'peer' | 'directWhole' | 'peerWhole'

/** Where a chat request goes, and how one looks there. The same client drives every target. */
export interface Target {
  name: TargetName
  origin: string
  /** One request that streams this many answers of this model; only ours carries more than one. */
  request(model: string, answers?: number): { path: string; headers: Record<string, string>; body: string }
  /** True from the bytes that hold the first text of an answer on. */
  hasText(text: string): boolean
}

export function openAiTarget(
  name: TargetName,
  origin: string,
  { headers = {}, path = () => '/v1/chat/completions', isStreamed = true }: OpenAiOptions = {},
): Target {
  return {
    name,
    origin,
    request: (model) => ({
      path: path(model),
      headers: { 'content-type': 'application/json', authorization: 'Bearer bench', ...headers },
      body: JSON.stringify({ model, stream: isStreamed, messages }),
    }),
    hasText: (text) => /"content":"[^"]/.test(text),
  }
}

interface OpenAiOptions {
  headers?: Record<string, string>
  path?: (model: string) => string
  isStreamed?: boolean
}

export function invocationsPath(model: string): string {
  return `/serving-endpoints/${encodeURIComponent(model)}/invocations`
}

export function ourTarget(origin: string): Target {
  return {
    name: 'ours',
    origin,
    request: (model, answers = 1) => ({
      path: '/api/runs',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: randomUUID(),
        invocations: Array.from({ length: answers }, () => ({ id: randomUUID(), endpoint: model, body: { messages } })),
      }),
    }),
    hasText: (text) => /[[,]-?\d+,\d+,"/.test(text),
  }
}

const messages = [
  { role: 'user', content: 'Write 3 reasons why you should train an AI model on domain specific data sets' },
]
