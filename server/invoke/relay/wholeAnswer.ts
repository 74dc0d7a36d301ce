import { FailureError } from '../../contract/failure.ts'
import { rewriteObject } from '../../contract/jsonRewrite.ts'
import { readObjectAt, skipSpace } from '../../contract/jsonText.ts'
import type { Task } from '../../contract/task.ts'
import type { Redactor } from '../../wire/redact.ts'
import { failureInStream, notAnAnswer } from '../streamFailure.ts'
import { headChanges, isFields, jsonOf, mendedChoices, type AnswerHead } from './chunkMending.ts'
import { encodeEmbeddings } from './embeddingEncoding.ts'

export interface WholeAnswerOptions {
  task: Task
  label: string
  redactor: Redactor
  head: AnswerHead
  encoding: 'float' | 'base64'
}

/**
 * An answer that came whole, as the clients of Databricks read it: its own bytes where nothing is missing. Throws
 * FailureError where it is an error or no answer at all.
 */
export function wholeAnswer(given: Uint8Array, options: WholeAnswerOptions): Uint8Array {
  const { task, label, redactor } = options
  let bytes = Buffer.from(given.buffer, given.byteOffset, given.length)
  const text = bytes.toString()
  const safe = redactor.values(text)
  if (safe !== text) bytes = Buffer.from(safe)
  const value = parse(safe)
  if (task === 'custom' && value !== undefined) return bytes
  if (!isFields(value)) throw notAnAnswer(label, safe)
  const failed = failureInStream(label, value)
  if (failed !== undefined) throw failed
  // What an agent answers has no choices, and is passed on.
  if (['messages', 'predictions', 'outputs', 'output'].some((name) => name in value)) return bytes
  const json = bytes.subarray(skipSpace(bytes, 0))
  if (task === 'llm/v1/embeddings') {
    if (!Array.isArray(value.data)) throw notAnAnswer(label, safe)
    return encodeEmbeddings(json, options.encoding)
  }
  if (!Array.isArray(value.choices)) throw notAnAnswer(label, safe)
  const changes = headChanges(value, options.head)
  const choices = mendedChoices(json, value, options.head, () => ({ isFirst: true, isUnfinished: false }))
  if (choices !== undefined) changes.set('choices', choices)
  const usage = wholeUsage(value.usage)
  if (usage !== undefined) changes.set('usage', jsonOf(usage))
  return changes.size === 0 ? bytes : rewriteObject(json, readObjectAt(json, 0), changes)
}

/** All three counts; undefined where they are there, or nothing was counted. */
function wholeUsage(usage: unknown): Record<string, unknown> | undefined {
  if (!isFields(usage)) return undefined
  const [prompt, completion, total] = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]
  if (typeof prompt === 'number' && typeof completion === 'number' && typeof total === 'number') return undefined
  const known = typeof prompt === 'number' ? prompt : 0
  const said = typeof completion === 'number' ? completion : typeof total === 'number' ? Math.max(0, total - known) : 0
  return {
    ...usage,
    prompt_tokens: known,
    completion_tokens: said,
    total_tokens: typeof total === 'number' ? total : known + said,
  }
}

/** An upstream that answers whole where a stream was asked for: the same answer, as the events of a stream. */
export function eventsOfWhole(given: Uint8Array, label: string): Uint8Array {
  const text = Buffer.from(given.buffer, given.byteOffset, given.length).toString()
  const value = parse(text)
  if (!isFields(value)) throw notAnAnswer(label, text)
  const failed = failureInStream(label, value)
  if (failed !== undefined) throw failed
  if (!Array.isArray(value.choices)) throw notAnAnswer(label, text)
  const { choices, usage, object: _, ...head } = value
  const events: Record<string, unknown>[] = choices.filter(isFields).flatMap((choice, position) => {
    const { message, finish_reason: reason, index = position, ...rest } = choice
    const said = isFields(message) ? { delta: withCallIndices(message) } : {}
    return [
      { ...head, choices: [{ ...rest, index, ...said, finish_reason: null }] },
      {
        ...head,
        choices: [{ index, ...('text' in rest ? { text: '' } : { delta: {} }), finish_reason: reason ?? 'stop' }],
      },
    ]
  })
  if (isFields(usage)) events.push({ ...head, choices: [], usage })
  return Buffer.from(
    [...events.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => `data: ${data}\n\n`).join(''),
  )
}

function withCallIndices(message: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(message.tool_calls)) return message
  return {
    ...message,
    tool_calls: message.tool_calls.map((call, index) => (isFields(call) ? { index, ...call } : call)),
  }
}

export function answerTooLong(label: string, maxBytes: number): FailureError {
  return new FailureError({
    kind: 'answer-too-long',
    message: `${label} sent more than ${Math.round(maxBytes / 1024 / 1024)} MB in one answer. It was ended there.`,
    isRetryable: false,
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
