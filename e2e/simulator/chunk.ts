import { simulatedLogprob, simulatedTop } from './expectedText.ts'
import type { Script } from './script.ts'

/** The objects OpenAI's API streams and answers with (platform.openai.com/docs/api-reference/chat, read 2026-11). */
type Kind = 'chat' | 'completion'

export interface Answered {
  model: string
  kind: Kind
}

interface Place {
  /** Which of `n`. */
  choice: number
  /** Log probabilities of these tokens; the first is the answer's `place`-th. */
  tokens?: string[]
  place?: number
  isEcho?: boolean
}

export function textChunk(
  answered: Answered,
  script: Script,
  text: string,
  isReasoning: boolean,
  { choice, tokens, place = 0, isEcho = false }: Place = { choice: 0 },
): string {
  if (answered.kind === 'completion') {
    const logprobs = tokens === undefined ? {} : { logprobs: textLogprobs(tokens, place, isEcho) }
    return chunk(answered, [{ index: choice, text, ...logprobs, finish_reason: null }])
  }
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

export function finishChunk(answered: Answered, finishReason: string, choice = 0): string {
  return chunk(answered, [
    answered.kind === 'completion'
      ? { index: choice, text: '', finish_reason: finishReason }
      : { index: choice, delta: {}, finish_reason: finishReason },
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
  /** The prompt's, at the beginning of a text completion. */
  echoed: string[]
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
    ...(tokens === null
      ? {}
      : { logprobs: answered.kind === 'chat' ? chatLogprobs(tokens) : echoLogprobs(answer.echoed, tokens) }),
  }
  return {
    id: 'chatcmpl-simulator',
    object: answered.kind === 'chat' ? 'chat.completion' : 'text_completion',
    created: 1_790_000_000,
    model: answered.model,
    choices: Array.from({ length: answer.choiceCount }, (_, index) =>
      answered.kind === 'chat'
        ? { index, message, ...more }
        : { index, text: answer.echoed.join('') + answer.text, ...more },
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

function echoLogprobs(echoed: string[], tokens: string[]): Record<string, unknown> {
  return textLogprobs([...echoed, ...tokens], 0, echoed.length > 0)
}

/** The older shape of text completions. */
function textLogprobs(tokens: string[], place: number, isEcho: boolean): Record<string, unknown> {
  const isFirst = (at: number): boolean => isEcho && place + at === 0
  return {
    tokens,
    token_logprobs: tokens.map((token, at) => (isFirst(at) ? null : simulatedLogprob(token, place + at))),
    top_logprobs: tokens.map((token, at) => (isFirst(at) ? null : simulatedTop(token, place + at))),
    text_offset: tokens.map((_, at) => tokens.slice(0, at).join('').length),
  }
}
