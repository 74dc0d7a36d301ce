import type { FinishReason, Piece, TokenCounts, TokenLogprob } from './inferenceMessages.ts'

/**
 * An answer in OpenAI's shape, for chat or completions, streamed or whole (API reference, "Chat completion chunk",
 * "Completion object", read 2026-11-22). Each method gives the event to send; the whole body is what they add up to.
 */
export interface OpenAiAnswer {
  piece(piece: Piece): string
  finish(choice: number, reason: FinishReason): string
  usage(counts: TokenCounts): string
  body(): string
}

export interface AnswerHead {
  task: 'chat' | 'completions'
  model: string
  id: string
  /** Seconds since 1970. */
  created: number
}

interface WholeChoice {
  text: string
  logprobs: TokenLogprob[] | null
  reason: FinishReason | null
}

export function createOpenAiAnswer({ task, model, id, created }: AnswerHead): OpenAiAnswer {
  const isChat = task === 'chat'
  const choices: WholeChoice[] = []
  let usage: ReturnType<typeof toUsage> | null = null

  return {
    piece({ choice, text, logprobs }) {
      const isFirst = choices[choice] === undefined
      const whole = choiceAt(choice)
      whole.text += text
      if (logprobs) whole.logprobs = [...(whole.logprobs ?? []), ...logprobs]
      const delta = { ...(isFirst && { role: 'assistant' }), content: text }
      return chunk({
        index: choice,
        ...(isChat ? { delta } : { text }),
        logprobs: toLogprobs(logprobs ?? null),
        finish_reason: null,
      })
    },
    finish(choice, reason) {
      choiceAt(choice).reason = reason
      const empty = isChat ? { delta: {} } : { text: '' }
      return chunk({ index: choice, ...empty, logprobs: null, finish_reason: reason })
    },
    usage(counts) {
      usage = toUsage(counts)
      return JSON.stringify({ ...head(true), choices: [], usage })
    },
    body() {
      const all = choices.map(({ text, logprobs, reason }, index) => ({
        index,
        ...(isChat ? { message: { role: 'assistant', content: text } } : { text }),
        logprobs: toLogprobs(logprobs),
        finish_reason: reason,
      }))
      return JSON.stringify({ ...head(false), choices: all, usage })
    },
  }

  function choiceAt(index: number): WholeChoice {
    return (choices[index] ??= { text: '', logprobs: null, reason: null })
  }

  function chunk(choice: object): string {
    return JSON.stringify({ ...head(true), choices: [choice] })
  }

  function head(isChunk: boolean) {
    const object = isChat ? `chat.completion${isChunk ? '.chunk' : ''}` : 'text_completion'
    return { id, object, created, model }
  }

  function toLogprobs(logprobs: TokenLogprob[] | null) {
    if (logprobs === null) return null
    return isChat ? chatLogprobs(logprobs) : completionLogprobs(logprobs)
  }
}

function toUsage({ promptTokens, completionTokens, cachedTokens }: TokenCounts) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  }
}

function chatLogprobs(logprobs: TokenLogprob[]) {
  return {
    content: logprobs.map(({ token, logprob, top }) => ({
      token,
      logprob,
      bytes: bytesOf(token),
      top_logprobs: top.map((other) => ({ ...other, bytes: bytesOf(other.token) })),
    })),
  }
}

/** The first token of an echoed text has neither a log probability nor alternatives, as in OpenAI's answers. */
function completionLogprobs(logprobs: TokenLogprob[]) {
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.map(({ logprob, top }) => (logprob === null ? null : byToken(top))),
    text_offset: logprobs.map(({ offset }) => offset),
  }
}

/** Halves of characters look alike: of those with one name the likeliest, which comes first, is kept. */
function byToken(top: TokenLogprob['top']): Record<string, number> {
  const found: Record<string, number> = {}
  for (const { token, logprob } of top) found[token] ??= logprob
  return found
}

/** null for half a character: its bytes cannot be told from the text. */
function bytesOf(token: string): number[] | null {
  return token.includes('\uFFFD') ? null : [...Buffer.from(token)]
}
