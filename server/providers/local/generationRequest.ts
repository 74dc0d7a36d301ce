import { randomInt } from 'node:crypto'
import { FailureError } from '../../contract/failure.ts'
import type { ChatMessage, GenerationRequest, Prompt } from './inferenceMessages.ts'

type Body = Record<string, unknown>

/**
 * A request body in OpenAI's shape, read. Fields this machine does not know are ignored; a known field with a value that
 * cannot be meant throws `request-rejected` with the field's name. What is not set gets the defaults of llama.cpp's own
 * server, not OpenAI's: temperature 0.8, top_k 40, top_p 0.95, min_p 0.05, both penalties 0, as its flags and as
 * `POST /completion` (read 2026-11-22 in
 * https://github.com/ggml-org/llama.cpp/blob/00dc8057ab28c9cb4c79a6dd6dfce07fe779f63b/tools/server/README.md).
 */
export function readGenerationRequest(body: Body, task: 'chat' | 'completions'): GenerationRequest {
  const seed = number(body, 'seed', { isInteger: true })
  return {
    prompts: task === 'chat' ? [{ type: 'chat', messages: messages(body) }] : textPrompts(body),
    choicesPerPrompt: number(body, 'n', { min: 1, max: 16, isInteger: true }) ?? 1,
    maxTokens:
      number(body, 'max_completion_tokens', { min: 1, isInteger: true }) ??
      // 0 adds nothing to a text: with `echo` and `logprobs` it is a way to have the text scored.
      number(body, 'max_tokens', { min: task === 'completions' ? 0 : 1, isInteger: true }) ??
      null,
    stop: stops(body),
    sampling: {
      temperature: number(body, 'temperature', { min: 0, max: 5 }) ?? 0.8,
      topP: number(body, 'top_p', { min: 0, max: 1 }) ?? 0.95,
      topK: number(body, 'top_k', { min: 0, isInteger: true }) ?? 40,
      minP: number(body, 'min_p', { min: 0, max: 1 }) ?? 0.05,
      seed: (seed ?? randomInt(2 ** 32)) >>> 0,
      frequencyPenalty: number(body, 'frequency_penalty', { min: -2, max: 2 }) ?? 0,
      presencePenalty: number(body, 'presence_penalty', { min: -2, max: 2 }) ?? 0,
      logitBias: logitBias(body),
    },
    isSeeded: seed !== undefined,
    topLogprobs:
      task === 'chat' ? chatLogprobs(body) : (number(body, 'logprobs', { min: 0, max: 20, isInteger: true }) ?? null),
    echoesPrompt: task === 'completions' && body.echo === true,
  }
}

export function rejected(field: string, words: string): FailureError {
  return new FailureError({ kind: 'request-rejected', message: `${field} ${words}`, isRetryable: false, field })
}

function number(
  body: Body,
  field: string,
  { min = -Infinity, max = Infinity, isInteger = false }: { min?: number; max?: number; isInteger?: boolean },
): number | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  const isRight = typeof value === 'number' && value >= min && value <= max && (!isInteger || Number.isInteger(value))
  if (isRight) return value
  const kind = isInteger ? 'a whole number' : 'a number'
  const range = max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? `, ${min} or more` : ''
  throw rejected(field, `must be ${kind}${range}; it is ${JSON.stringify(value)}.`)
}

function messages(body: Body): ChatMessage[] {
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw rejected('messages', 'must be a list with at least one message.')
  return body.messages.map((message: unknown, index) => readMessage(message, `messages.${index}`))
}

function readMessage(message: unknown, field: string): ChatMessage {
  if (!isObject(message)) throw rejected(field, 'must be an object with a role and content.')
  // OpenAI's newer name for the same thing.
  const role = message.role === 'developer' ? 'system' : message.role
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw rejected(`${field}.role`, `must be system, user or assistant here; it is ${JSON.stringify(message.role)}.`)
  return { role, content: readContent(message.content, `${field}.content`) }
}

function readContent(content: unknown, field: string): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) throw rejected(field, 'must be text or a list of text parts.')
  return content
    .map((part: unknown, index) => {
      if (isObject(part) && part.type === 'text' && typeof part.text === 'string') return part.text
      const type = isObject(part) ? JSON.stringify(part.type) : 'no object'
      throw rejected(`${field}.${index}`, `is ${type}; this model reads text only.`)
    })
    .join('\n')
}

function textPrompts(body: Body): Prompt[] {
  if (body.suffix !== undefined && body.suffix !== null && body.suffix !== '')
    throw rejected('suffix', 'is not possible with this model; it can only continue a text.')
  const texts: unknown[] = Array.isArray(body.prompt) ? body.prompt : [body.prompt]
  if (texts.length === 0) throw rejected('prompt', 'must hold at least one text.')
  return texts.map((text) => {
    if (typeof text !== 'string') throw rejected('prompt', 'must be text or a list of texts.')
    return { type: 'text', text }
  })
}

function stops(body: Body): string[] {
  const { stop } = body
  if (stop === undefined || stop === null) return []
  const list: unknown[] = Array.isArray(stop) ? stop : [stop]
  return list
    .map((text) => {
      if (typeof text !== 'string') throw rejected('stop', 'must be text or a list of texts.')
      return text
    })
    .filter((text) => text !== '')
}

function chatLogprobs(body: Body): number | null {
  const top = number(body, 'top_logprobs', { min: 0, max: 20, isInteger: true })
  const { logprobs } = body
  if (logprobs !== undefined && logprobs !== null && typeof logprobs !== 'boolean')
    throw rejected('logprobs', 'must be true or false for chat.')
  if (logprobs === true) return top ?? 0
  if (top !== undefined && top > 0) throw rejected('top_logprobs', 'needs logprobs: true.')
  return null
}

function logitBias(body: Body): [number, number][] {
  const { logit_bias: bias } = body
  if (bias === undefined || bias === null) return []
  if (!isObject(bias)) throw rejected('logit_bias', 'must be an object of token ids and numbers.')
  return Object.entries(bias).map(([token, value]) => {
    if (!/^\d+$/.test(token) || typeof value !== 'number' || Math.abs(value) > 100)
      throw rejected('logit_bias', 'must map token ids to numbers from -100 to 100.')
    return [Number(token), value]
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
