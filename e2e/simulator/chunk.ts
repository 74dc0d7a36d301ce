import type { Script } from './script.ts'

/** The objects OpenAI's API streams and answers with (platform.openai.com/docs/api-reference/chat, read 2026-11). */
type Kind = 'chat' | 'completion'

export interface Answered {
  model: string
  kind: Kind
}

export function textChunk(answered: Answered, script: Script, text: string, isReasoning: boolean): string {
  if (answered.kind === 'completion') return chunk(answered, [{ index: 0, text, finish_reason: null }])
  return chunk(answered, [{ index: 0, delta: delta(script, text, isReasoning), finish_reason: null }])
}

function delta(script: Script, text: string, isReasoning: boolean): Record<string, unknown> {
  if (script.words.has('content-list')) {
    return {
      content: isReasoning
        ? [{ type: 'reasoning', summary: [{ type: 'summary_text', text }] }]
        : [{ type: 'text', text }],
    }
  }
  return isReasoning && script.words.has('reasoning') ? { reasoning_content: text } : { content: text }
}

export function deltaChunk(answered: Answered, delta: Record<string, unknown>): string {
  return chunk(answered, [{ index: 0, delta, finish_reason: null }])
}

export function finishChunk(answered: Answered, finishReason: string): string {
  return chunk(answered, [
    answered.kind === 'completion'
      ? { index: 0, text: '', finish_reason: finishReason }
      : { index: 0, delta: {}, finish_reason: finishReason },
  ])
}

export function usageChunk(answered: Answered, usage: Record<string, unknown>): string {
  return chunk(answered, [], { usage })
}

export function emptyChunk(answered: Answered): string {
  return chunk(answered, [], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] })
}

function chunk(answered: Answered, choices: unknown[], more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: 'chatcmpl-simulator',
    object: answered.kind === 'chat' ? 'chat.completion.chunk' : 'text_completion',
    created: 1_790_000_000,
    model: answered.model,
    choices,
    ...more,
  })
}

export function usageOf(
  promptTokens: number,
  completionTokens: number,
  reasoningTokens: number,
): Record<string, unknown> {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    ...(reasoningTokens > 0 ? { completion_tokens_details: { reasoning_tokens: reasoningTokens } } : {}),
  }
}

interface Whole {
  text: string
  reasoning: string
  finishReason: string
  usage: Record<string, unknown> | undefined
  isToolCall: boolean
  /** `n`, for each prompt. */
  choiceCount: number
  /** Null: not asked for. */
  logprobTokens: string[] | null
}

export function wholeAnswer(answered: Answered, answer: Whole): Record<string, unknown> {
  const message = {
    role: 'assistant',
    content: answer.isToolCall ? null : answer.text,
    ...(answer.reasoning === '' ? {} : { reasoning_content: answer.reasoning }),
    ...(answer.isToolCall ? { tool_calls: [toolCall] } : {}),
  }
  const tokens = answer.logprobTokens
  const more = {
    finish_reason: answer.finishReason,
    ...(tokens === null ? {} : { logprobs: answered.kind === 'chat' ? chatLogprobs(tokens) : textLogprobs(tokens) }),
  }
  return {
    id: 'chatcmpl-simulator',
    object: answered.kind === 'chat' ? 'chat.completion' : 'text_completion',
    created: 1_790_000_000,
    model: answered.model,
    choices: Array.from({ length: answer.choiceCount }, (_, index) =>
      answered.kind === 'chat' ? { index, message, ...more } : { index, text: answer.text, ...more },
    ),
    ...(answer.usage ? { usage: answer.usage } : {}),
  }
}

const toolCall = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bonn"}' } }

function chatLogprobs(tokens: string[]): Record<string, unknown> {
  const content = tokens.map((token, at) => {
    const one = { token, logprob: -at / 10, bytes: [...Buffer.from(token)] }
    return { ...one, top_logprobs: [one] }
  })
  return { content, refusal: null }
}

/** The older shape of text completions. */
function textLogprobs(tokens: string[]): Record<string, unknown> {
  return {
    tokens,
    token_logprobs: tokens.map((_, at) => -at / 10),
    top_logprobs: tokens.map((token, at) => ({ [token]: -at / 10 })),
    text_offset: tokens.map((_, at) => tokens.slice(0, at).join('').length),
  }
}
