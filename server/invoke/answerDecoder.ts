import type { Usage } from '../contract/reply.ts'
import { failureInStream } from './streamFailure.ts'
import { createThinkTags, type ThinkTags } from './thinkTags.ts'

export interface AnswerSink {
  onText(choice: number, text: string): void
  onReasoning(choice: number, text: string): void
  onToolCall(choice: number, call: { index: number; id?: string; name?: string; arguments?: string }): void
  onFinish(choice: number, reason: string): void
}

export interface AnswerDecoder {
  /**
   * One chunk of a stream, or a whole answer: they differ in `delta` against `message` only. Fields are read where they
   * have the expected type and ignored where not; throws FailureError where the value is an error.
   */
  push(value: unknown): void
  /** A chunk of choice 0 that holds this text and nothing else. */
  pushText(text: string): void
  flush(): void
  /** The last usage seen: some upstreams count along in every chunk. */
  usage(): Usage | undefined
  /** Every choice seen so far has its finish_reason. */
  isFinished(): boolean
  /** Anything but errors was recognised: choices, embeddings, predictions. */
  hasAnswer(): boolean
}

/** A choice's index is an array index in the reply: an upstream may not choose how much memory that takes. */
const maxChoices = 128
const maxToolCalls = 256

type Fields = Record<string, unknown>

export function createAnswerDecoder(label: string, isChat: boolean, sink: AnswerSink): AnswerDecoder {
  let usage: Usage | undefined
  let hasAnswer = false
  const finishReasons = new Map<number, string>()
  const seen = new Set<number>()
  const tags: (ThinkTags | undefined)[] = []

  function push(value: unknown): void {
    if (!isFields(value)) {
      if (Array.isArray(value)) for (const item of value) push(item)
      return
    }
    const choices = value.choices
    const failed = failureInStream(label, value)
    if (failed !== undefined) throw failed
    readUsage(value)
    if (Array.isArray(choices)) {
      for (let position = 0; position < choices.length; position++) readChoice(choices[position], position)
      if (choices.length > 0) hasAnswer = true
    } else if (
      Array.isArray(value.data) ||
      'predictions' in value ||
      'outputs' in value ||
      'embedding' in value ||
      'embeddings' in value
    ) {
      hasAnswer = true
    }
  }

  function readUsage(value: Fields): void {
    const found = isFields(value.usage) ? value.usage : isFields(value.x_groq) ? value.x_groq.usage : undefined
    if (isFields(found)) usage = { ...usage, ...usageOf(found) }
  }

  function readChoice(choice: unknown, position: number): void {
    if (!isFields(choice)) return
    const index = isIndex(choice.index, maxChoices) ? choice.index : Math.min(position, maxChoices - 1)
    seen.add(index)
    const delta = isFields(choice.delta) ? choice.delta : isFields(choice.message) ? choice.message : undefined
    if (delta !== undefined) readDelta(index, delta)
    if (typeof choice.text === 'string' && choice.text !== '') sink.onText(index, choice.text)
    const reason = choice.finish_reason
    if (typeof reason === 'string' && reason !== '' && finishReasons.get(index) !== reason) {
      tags[index]?.flush()
      finishReasons.set(index, reason)
      sink.onFinish(index, reason)
    }
  }

  function readDelta(index: number, delta: Fields): void {
    // Some send the same reasoning under two names.
    const reasoning = [delta.reasoning_content, delta.reasoning, delta.thinking].find(isText)
    if (reasoning !== undefined) sink.onReasoning(index, reasoning)
    if (isText(delta.content)) content(index, delta.content)
    else if (Array.isArray(delta.content)) for (const part of delta.content) readPart(index, part)
    if (isText(delta.refusal)) sink.onText(index, delta.refusal)
    if (Array.isArray(delta.tool_calls))
      delta.tool_calls.forEach((call, position) => readToolCall(index, call, position))
    if (isFields(delta.function_call)) readToolCall(index, { function: delta.function_call }, 0)
  }

  function content(index: number, text: string): void {
    if (!isChat) return sink.onText(index, text)
    const own = (tags[index] ??= createThinkTags(
      (part) => sink.onText(index, part),
      (part) => sink.onReasoning(index, part),
    ))
    own.push(text)
  }

  /** Databricks' `reasoning` with summaries, Mistral's `thinking` with a list of texts, Anthropic's with a string. */
  function readPart(index: number, part: unknown): void {
    if (isText(part)) return content(index, part)
    if (!isFields(part)) return
    if (part.type === 'reasoning' || part.type === 'thinking' || part.type === 'reasoning_text') {
      for (const inner of [part.summary, part.thinking, part.text]) {
        if (isText(inner)) sink.onReasoning(index, inner)
        else if (Array.isArray(inner))
          for (const item of inner) if (isFields(item) && isText(item.text)) sink.onReasoning(index, item.text)
      }
      return
    }
    if (isText(part.text)) content(index, part.text)
    else if (isText(part.refusal)) sink.onText(index, part.refusal)
  }

  function readToolCall(choice: number, call: unknown, position: number): void {
    if (!isFields(call)) return
    const index = isIndex(call.index, maxToolCalls) ? call.index : Math.min(position, maxToolCalls - 1)
    const called = isFields(call.function) ? call.function : {}
    const given = called.arguments
    sink.onToolCall(choice, {
      index,
      ...(isText(call.id) ? { id: call.id } : {}),
      ...(isText(called.name) ? { name: called.name } : {}),
      ...(isText(given) ? { arguments: given } : isFields(given) ? { arguments: JSON.stringify(given) } : {}),
    })
  }

  return {
    push,
    pushText(text) {
      seen.add(0)
      hasAnswer = true
      if (text !== '') content(0, text)
    },
    flush: () => tags.forEach((tag) => tag?.flush()),
    usage: () => usage,
    isFinished: () => finishReasons.size > 0 && finishReasons.size === seen.size,
    hasAnswer: () => hasAnswer,
  }
}

function usageOf(fields: Fields): Usage {
  const promptDetails = isFields(fields.prompt_tokens_details) ? fields.prompt_tokens_details : {}
  const completionDetails = isFields(fields.completion_tokens_details) ? fields.completion_tokens_details : {}
  const found: [keyof Usage, unknown][] = [
    ['promptTokens', fields.prompt_tokens],
    ['completionTokens', fields.completion_tokens],
    ['totalTokens', fields.total_tokens],
    ['reasoningTokens', completionDetails.reasoning_tokens ?? fields.reasoning_tokens],
    ['cachedTokens', promptDetails.cached_tokens ?? fields.cache_read_input_tokens],
  ]
  const usage: Usage = {}
  for (const [name, value] of found)
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) usage[name] = value
  return usage
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isIndex(value: unknown, below: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < below
}
