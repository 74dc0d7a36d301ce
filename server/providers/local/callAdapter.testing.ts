import type { SentRequest } from '../../contract/invocation.ts'
import type { Task } from '../../contract/task.ts'
import type { Adapter } from '../adapter.ts'

export interface Answer {
  queued: number[]
  sent: SentRequest[]
  events: string[]
  body: string | null
  text: string
  finishReasons: string[]
  usage: { prompt_tokens: number; completion_tokens: number } | undefined
  logprobs: { token: string; logprob: number; top_logprobs: { token: string; logprob: number }[] }[]
}

interface Chunk {
  choices: {
    text?: string
    delta?: { content?: string }
    finish_reason: string | null
    logprobs: { content?: Answer['logprobs'] } | null
  }[]
  usage?: Answer['usage']
}

/** Tests' way to call an adapter and look at everything it delivered. */
export async function callAdapter(
  adapter: Adapter,
  {
    body,
    task = 'llm/v1/chat',
    isStreamed = true,
    signal = new AbortController().signal,
    onText,
    onEvent,
  }: {
    body: Record<string, unknown>
    task?: Task
    isStreamed?: boolean
    signal?: AbortSignal
    onText?: (text: string) => void
    onEvent?: () => Promise<void>
  },
): Promise<Answer> {
  const answer: Answer = {
    queued: [],
    sent: [],
    events: [],
    body: null,
    text: '',
    finishReasons: [],
    usage: undefined,
    logprobs: [],
  }
  await adapter(
    { task, model: 'test', body, isStreamed },
    {
      onQueued: (ahead) => answer.queued.push(ahead),
      onSent: (request) => answer.sent.push(request),
      onAnswered: () => undefined,
      onBody: (text) => (answer.body = text),
      onEvent(data) {
        answer.events.push(data)
        if (data !== '[DONE]') read(JSON.parse(data) as Chunk)
        return onEvent?.()
      },
    },
    signal,
  )
  return answer

  function read({ choices, usage }: Chunk): void {
    answer.usage = usage ?? answer.usage
    for (const { text, delta, finish_reason: reason, logprobs } of choices) {
      const piece = text ?? delta?.content ?? ''
      answer.text += piece
      answer.logprobs.push(...(logprobs?.content ?? []))
      if (reason !== null) answer.finishReasons.push(reason)
      if (piece !== '') onText?.(answer.text)
    }
  }
}
