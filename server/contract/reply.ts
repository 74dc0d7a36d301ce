import type { Failure } from './failure.ts'

/**
 * One invocation as a stream of events, and what a stream of events means.
 *
 * Both sides use this file: the server to save what has arrived, the browser to show it. Whoever sees the same events
 * holds the same reply, so what is on screen, what a reload shows and what is in the store cannot differ.
 * Exactly one of the terminal events (`done`, `stopped`, `failed`, `interrupted`) ends every invocation.
 *
 * `atMs`: milliseconds since the run began, from a monotonic clock on the server.
 */
export type InvocationEvent =
  /** Waits in line (a busy local model, a sequential run). `ahead` = invocations before this one. */
  | { type: 'queued'; atMs: number; ahead: number }
  /** The request left for the upstream; again, when a fallback is asked. `served`: to whom, where there are several. */
  | { type: 'sent'; atMs: number; served?: string }
  /** Response headers arrived. */
  | { type: 'answered'; atMs: number; status: number }
  | { type: 'text-delta'; atMs: number; text: string; choice?: number }
  | { type: 'reasoning-delta'; atMs: number; text: string; choice?: number }
  | {
      type: 'tool-call-delta'
      atMs: number
      index: number
      id?: string
      name?: string
      arguments?: string
      choice?: number
    }
  | { type: 'usage'; atMs: number; usage: Usage }
  | { type: 'finish'; atMs: number; finishReason: string; choice?: number }
  | { type: 'done'; atMs: number; timings: Timings }
  | { type: 'stopped'; atMs: number; timings: Timings }
  | { type: 'failed'; atMs: number; timings: Timings; failure: Failure }
  /** The server went away in the middle; written when it starts again. */
  | { type: 'interrupted'; atMs: number }

/** As the upstream counted; a field it did not send is absent, never guessed. */
export interface Usage {
  promptTokens?: number
  completionTokens?: number
  totalTokens?: number
  /** Part of completionTokens. */
  reasoningTokens?: number
  /** Part of promptTokens. */
  cachedTokens?: number
}

/** All in milliseconds from the moment the request left (`sent`), monotonic, absent where it did not happen. */
export interface Timings {
  /** From Send to `sent`: the time in line. */
  msInLine: number
  msToHeaders?: number
  /** First token of any kind, reasoning included. */
  msToFirstToken?: number
  /** First token of the answer itself. */
  msToFirstText?: number
  msToLastToken?: number
  /** From `sent` to the end. */
  msTotal: number
}

export type ReplyStatus = 'queued' | 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed' | 'interrupted'

interface ToolCall {
  id: string
  name: string
  /** JSON text as it arrived: may be cut or invalid. */
  arguments: string
  /** What the tool gave back. Only of conversations from elsewhere: here no tool is run. */
  result?: string | undefined
}

export interface Choice {
  text: string
  reasoning: string
  toolCalls: ToolCall[]
  /** The upstream's own word: stop, length, content_filter, tool_calls, … */
  finishReason?: string
}

export interface Reply {
  status: ReplyStatus
  /** Never empty: choice 0 exists from the start. */
  choices: Choice[]
  /** Invocations ahead in line while `queued`. */
  ahead: number
  /** `atMs` of the moments the race draws; absent until they happen. */
  sentAtMs?: number
  firstTokenAtMs?: number
  firstTextAtMs?: number
  lastTokenAtMs?: number
  endedAtMs?: number
  httpStatus?: number
  /** The served entity that was asked (last), where the endpoint has several. */
  served?: string
  usage?: Usage
  timings?: Timings
  failure?: Failure
}

const emptyChoice: Choice = { text: '', reasoning: '', toolCalls: [] }

export const emptyReply: Reply = { status: 'queued', choices: [emptyChoice], ahead: 0 }

export function isEnded(status: ReplyStatus): boolean {
  return status === 'done' || status === 'stopped' || status === 'failed' || status === 'interrupted'
}

/** The reply after one more event. Pure: parts that did not change keep their identity. Events after a terminal one change nothing. */
export function reduceReply(reply: Reply, event: InvocationEvent): Reply {
  if (isEnded(reply.status)) return reply
  switch (event.type) {
    case 'queued':
      return { ...reply, status: 'queued', ahead: event.ahead }
    case 'sent': {
      const { httpStatus: _, ...before } = reply
      return {
        ...before,
        status: 'waiting',
        ahead: 0,
        sentAtMs: event.atMs,
        ...(event.served === undefined ? {} : { served: event.served }),
      }
    }
    case 'answered':
      return { ...reply, httpStatus: event.status }
    case 'text-delta':
      return {
        ...withToken(reply, event.atMs),
        firstTextAtMs: reply.firstTextAtMs ?? event.atMs,
        choices: withChoice(reply.choices, event.choice, (choice) => ({ ...choice, text: choice.text + event.text })),
      }
    case 'reasoning-delta':
      return {
        ...withToken(reply, event.atMs),
        choices: withChoice(reply.choices, event.choice, (choice) => ({
          ...choice,
          reasoning: choice.reasoning + event.text,
        })),
      }
    case 'tool-call-delta':
      return {
        ...withToken(reply, event.atMs),
        choices: withChoice(reply.choices, event.choice, (choice) => ({
          ...choice,
          toolCalls: withToolCall(choice.toolCalls, event),
        })),
      }
    case 'usage':
      return { ...reply, usage: { ...reply.usage, ...event.usage } }
    case 'finish':
      return {
        ...reply,
        choices: withChoice(reply.choices, event.choice, (choice) => ({ ...choice, finishReason: event.finishReason })),
      }
    case 'done':
    case 'stopped':
      return { ...reply, status: event.type, endedAtMs: event.atMs, timings: event.timings }
    case 'failed':
      return { ...reply, status: 'failed', endedAtMs: event.atMs, timings: event.timings, failure: event.failure }
    case 'interrupted':
      return { ...reply, status: 'interrupted', endedAtMs: reply.lastTokenAtMs ?? event.atMs }
  }
}

function withToken(reply: Reply, atMs: number): Reply {
  return { ...reply, status: 'streaming', firstTokenAtMs: reply.firstTokenAtMs ?? atMs, lastTokenAtMs: atMs }
}

function withChoice(choices: Choice[], index = 0, change: (choice: Choice) => Choice): Choice[] {
  const next = choices.slice()
  while (next.length <= index) next.push(emptyChoice)
  next[index] = change(next[index] ?? emptyChoice)
  return next
}

function withToolCall(
  calls: ToolCall[],
  delta: { index: number; id?: string; name?: string; arguments?: string },
): ToolCall[] {
  const next = calls.slice()
  while (next.length <= delta.index) next.push({ id: '', name: '', arguments: '' })
  const call = next[delta.index]
  if (call === undefined) return calls
  next[delta.index] = {
    id: delta.id || call.id,
    name: delta.name || call.name,
    arguments: call.arguments + (delta.arguments ?? ''),
  }
  return next
}

/**
 * Output tokens per second between the first and the last token: what a reader feels, without the time to the first.
 * Undefined until there are two tokens some time apart. The first token marks the start, so it is not counted.
 */
export function tokensPerSecond(
  completionTokens: number,
  msToFirstToken: number,
  msToLastToken: number,
): number | undefined {
  const ms = msToLastToken - msToFirstToken
  return completionTokens > 1 && ms > 0 ? ((completionTokens - 1) * 1000) / ms : undefined
}
